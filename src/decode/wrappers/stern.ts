import { memberText } from "../json-text.ts";
import { lineOf } from "../raw.ts";
import { asText, type Envelope, isObject } from "../wrapper.ts";

/** `stern -o json` has the line as a text, `-o extjson` and `-o ppextjson` as an object (stern `cmd/cmd.go`). */
export const stern: Envelope = ({ message, podName, pod }, raw) => {
	const from = asText(podName) ?? asText(pod);
	const text = isObject(message) ? lineOf({ ...raw, chars: memberText(raw.chars, "message") ?? "" }) : asText(message);
	return from === undefined || text === undefined ? undefined : [{ text, from }];
};
