import { memberText } from "../json-text.ts";
import { asText, type Envelope, isObject } from "../wrapper.ts";

/** `stern -o json` has the line as a text, `-o extjson` and `-o ppextjson` as an object (stern `cmd/cmd.go`). */
export const stern: Envelope = ({ message, podName, pod }, text) => {
	const from = asText(podName) ?? asText(pod);
	const line = isObject(message) ? memberText(text, "message") : asText(message);
	return from === undefined || line === undefined ? undefined : [{ text: line, from }];
};
