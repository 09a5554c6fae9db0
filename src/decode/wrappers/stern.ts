import { lineOf } from "../raw.ts";
import { asText, type Envelope, isObject, memberOf } from "../wrapper.ts";

/** `stern -o json` has the line as a text, `-o extjson` and `-o ppextjson` as an object (stern `cmd/cmd.go`). */
export const stern: Envelope = ({ message, podName, pod }, raw) => {
	const from = asText(podName) ?? asText(pod);
	const text = isObject(message) ? lineOf(memberOf(raw, "message")) : asText(message);
	return from === undefined || text === undefined ? undefined : [{ text, from }];
};
