import { asText, type Envelope } from "../wrapper.ts";

/**
 * `journalctl -o json`: the line is `MESSAGE`, as a text or, where that is no UTF-8, as an array of bytes; `_LINE_BREAK` tells a
 * line that was longer than LineMax (systemd.journal-fields(7)).
 */
export const journald: Envelope = ({ MESSAGE, _HOSTNAME, _PID, _LINE_BREAK }) => {
	const text = Array.isArray(MESSAGE) ? bytesText(MESSAGE) : asText(MESSAGE);
	if (text === undefined) return undefined;
	const from = asText(_HOSTNAME);
	return [{ text, from, piece: { stream: asText(_PID) ?? "", isLast: _LINE_BREAK !== "line-max" } }];
};

const bytesText = (bytes: readonly unknown[]): string => Buffer.from(bytes as number[]).toString();
