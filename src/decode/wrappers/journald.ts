import { asText, type Envelope } from "../wrapper.ts";

/**
 * `journalctl -o json`: the line is `MESSAGE`, as a text or, where that is no UTF-8, as an array of bytes; `_LINE_BREAK` tells a
 * line that was longer than LineMax (systemd.journal-fields(7)). A field of more than 4096 bytes is null (journalctl(1), `--all`).
 */
export const journald: Envelope = ({ MESSAGE, _HOSTNAME, _PID, _LINE_BREAK }) => {
	const text = Array.isArray(MESSAGE) ? Buffer.from(MESSAGE as number[]) : asText(MESSAGE);
	const from = asText(_HOSTNAME);
	if (MESSAGE === null) return [{ text: "", from, lost: "left out by journalctl, which wants --all for long lines" }];
	if (text === undefined) return undefined;
	return [{ text, from, piece: { stream: asText(_PID) ?? "", isLast: _LINE_BREAK !== "line-max" } }];
};
