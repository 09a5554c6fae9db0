import { asText } from "../../audit/json.ts";
import { rawBytes, rawText } from "../raw.ts";
import type { Envelope } from "../wrapper.ts";

/**
 * `journalctl -o json`: the line is `MESSAGE`, as a text or, where that is no UTF-8, as an array of bytes; `_LINE_BREAK` tells a
 * line that was longer than LineMax (systemd.journal-fields(7)). A field of more than 4096 bytes is null (journalctl(1), `--all`).
 */
export const journald: Envelope = ({ MESSAGE, _HOSTNAME, _PID, _LINE_BREAK }) => {
	const from = asText(_HOSTNAME);
	if (MESSAGE === null) return [{ raw: rawText(""), from, lost: "left out by journalctl, which wants --all for long lines" }];
	if (typeof MESSAGE !== "string" && !Array.isArray(MESSAGE)) return undefined;
	const raw = typeof MESSAGE === "string" ? rawText(MESSAGE) : rawBytes(Buffer.from(MESSAGE));
	return [{ raw, from, piece: { stream: asText(_PID) ?? "", isLast: _LINE_BREAK !== "line-max" } }];
};
