import { type Prefix, TIMESTAMP } from "../wrapper.ts";

const TIME = new RegExp(`^${TIMESTAMP} `);

/** An RFC 3339 time and a space: `kubectl logs --timestamps`, `stern -t`, `aws logs tail`, an export of CloudWatch, journald and rsyslog. */
export const timestamp: Prefix = (line) => {
	const match = TIME.exec(line);
	return match ? { text: line.slice(match[0].length) } : undefined;
};
