import { EVENT_HEAD } from "../head.ts";
import type { Envelope } from "../wrapper.ts";

/**
 * What any other collector made: an object with a text in it that holds a whole event, such as Vector's `message`, Loki's
 * `line`, Splunk's `_raw`.
 */
export const forwarded: Envelope = (value) => {
	const texts = Object.values(value).filter((field) => typeof field === "string" && field.includes(EVENT_HEAD)) as string[];
	return texts.length > 0 ? texts.map((text) => ({ text })) : undefined;
};
