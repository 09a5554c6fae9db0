import { asText, isObject } from "../../audit/json.ts";
import { memberOf, rawText } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

/** `stern -o json` has the line as a text, `-o extjson` and `-o ppextjson` as an object (stern `cmd/cmd.go`). */
export const stern: Envelope = ({ message, podName, pod }, raw) => {
	const from = asText(podName) ?? asText(pod);
	if (from === undefined) return undefined;
	if (isObject(message)) return [{ raw: memberOf(raw, "message"), from }];
	return typeof message === "string" ? [{ raw: rawText(message), from }] : undefined;
};
