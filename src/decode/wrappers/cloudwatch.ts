import { gunzipSync } from "node:zlib";
import { asText, isObject } from "../../audit/json.ts";
import { rawText } from "../raw.ts";
import type { Envelope, Wrapped } from "../wrapper.ts";

/** Most that one subscription record may hold when unpacked, in bytes; Lambda's own limit is 6 MB. */
const LARGEST_RECORD = 64 * 1024 * 1024;

/**
 * CloudWatch Logs, where EKS writes: an event of `filter-log-events`, `get-log-events`, `aws logs tail --format json` or a
 * subscription; a row of Insights, and what `get-query-results` gives; a subscription's record as a function gets it, which is packed.
 */
export const cloudwatch: Envelope = (value) => {
	const { message, logStreamName, timestamp, awslogs } = value;
	if (isObject(awslogs) && typeof awslogs.data === "string") return unpacked(awslogs.data);
	if (Array.isArray(value.results)) return value.results.flatMap(rowOf);
	const row = asText(value["@message"]);
	if (row !== undefined) return [{ raw: rawText(row), from: asText(value["@logStream"]) }];
	if (typeof timestamp !== "number" && typeof logStreamName !== "string") return undefined;
	const text = asText(message);
	return text === undefined ? undefined : [{ raw: rawText(text), from: asText(logStreamName) }];
};

/** A row as a list of its cells. */
function rowOf(cells: unknown): Wrapped[] {
	const named = new Map((Array.isArray(cells) ? cells.filter(isObject) : []).map(({ field, value }) => [field, asText(value)]));
	const message = named.get("@message");
	return message === undefined ? [] : [{ raw: rawText(message), from: named.get("@logStream") }];
}

function unpacked(data: string) {
	try {
		const text = gunzipSync(Buffer.from(data, "base64"), { maxOutputLength: LARGEST_RECORD }).toString();
		return text.includes('"awslogs"') ? undefined : [{ raw: rawText(text) }]; // packed again, a few KB would be hours of work
	} catch {
		return undefined;
	}
}
