import { dirname, join, resolve } from "node:path";
import type { Origin } from "../audit/call.ts";
import { logOf } from "./rotated-set.ts";

/** The origin of what is in a file. The bodies that a webhook got are often kept one a file: all of a folder are one log. */
export const originOf = (path: string): Origin => ({ name: path, log: logOf(path), webhookLog: join(dirname(resolve(path)), "*") });
