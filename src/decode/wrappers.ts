import type { Envelope, Prefix } from "./wrapper.ts";
import { azure } from "./wrappers/azure.ts";
import { cloudwatch } from "./wrappers/cloudwatch.ts";
import { cri } from "./wrappers/cri.ts";
import { docker } from "./wrappers/docker.ts";
import { forwarded } from "./wrappers/forwarded.ts";
import { journald } from "./wrappers/journald.ts";
import { kubectl } from "./wrappers/kubectl.ts";
import { loki } from "./wrappers/loki.ts";
import { named } from "./wrappers/named.ts";
import { stern } from "./wrappers/stern.ts";
import { syslog } from "./wrappers/syslog.ts";
import { timestamp } from "./wrappers/timestamp.ts";

/** What may stand in front of a line, each tried until one fits: the particular before the general. A new one is a file and a row. */
export const prefixes: readonly Prefix[] = [kubectl, cri, timestamp, syslog, named];

/** What a JSON object may be that holds lines, each tried until one fits: the particular before the general. */
export const envelopes: readonly Envelope[] = [docker, azure, journald, stern, cloudwatch, loki, forwarded];
