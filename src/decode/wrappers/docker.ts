import { asText, isObject } from "../../audit/json.ts";
import { rawText } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

/**
 * `{"log":"…\n","stream":"stdout","time":"…"}`: docker's json-file, which cuts lines at 16 KiB and marks a piece by the newline
 * that it lacks (moby `daemon/logger/jsonfilelog`); also what fluentd and fluent-bit make of CRI logs, with `logtag` for P and F.
 */
export const docker: Envelope = ({ log, stream, logtag, kubernetes }) => {
	if (typeof log !== "string") return undefined;
	const isLast = typeof logtag === "string" ? !logtag.startsWith("P") : log.endsWith("\n");
	const pod = isObject(kubernetes) ? asText(kubernetes.pod_name) : undefined;
	return [{ raw: rawText(log), from: pod, piece: { stream: `docker ${asText(stream)}`, isLast } }];
};
