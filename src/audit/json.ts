/** A JSON object, its fields not looked at yet. */
export type JSONObject = Record<string, unknown>;

/** True for a JSON object; an array is none. */
export const isObject = (value: unknown): value is JSONObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** A text, or undefined for anything else. */
export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A JSON object, or an empty one for anything else. */
export const asObject = (value: unknown): JSONObject => (isObject(value) ? value : {});

/** What a text is as JSON; undefined for one that is none. */
export function parsedJSON(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
