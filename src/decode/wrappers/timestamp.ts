import type { Prefix } from "../wrapper.ts";

/** RFC 3339, with any fraction, and with or without a zone, as a pattern's source. */
export const TIMESTAMP = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?`;

const TIME = new RegExp(`^${TIMESTAMP} `);

/** An RFC 3339 time and a space: `kubectl logs --timestamps`, `stern -t`, `aws logs tail`, an export of CloudWatch, journald and rsyslog. */
export const timestamp: Prefix = (line) => {
	const match = TIME.exec(line);
	return match ? { length: match[0].length } : undefined;
};
