import { type Call, durationMillis } from "../audit/call.ts";
import { peerAddress } from "../audit/meaning.ts";
import { outcomeOf } from "../audit/outcome.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { safe } from "./safe.ts";

/** What a call says in each column, by its header. */
const columns: readonly (readonly [header: string, cell: (call: Call) => string | number | undefined])[] = [
	["requestReceivedTimestamp", ({ event }) => event.requestReceivedTimestamp],
	["stageTimestamp", ({ event }) => event.stageTimestamp],
	["code", ({ event }) => event.responseStatus?.code],
	["outcome", outcomeOf],
	["durationMs", durationMillis],
	["user", ({ event }) => event.user?.username],
	["impersonatedUser", ({ event }) => event.impersonatedUser?.username],
	["verb", ({ event }) => event.verb],
	["apiGroup", ({ event }) => event.objectRef?.apiGroup],
	["resource", ({ event }) => event.objectRef?.resource],
	["subresource", ({ event }) => event.objectRef?.subresource],
	["namespace", ({ event }) => event.objectRef?.namespace],
	["name", ({ event }) => event.objectRef?.name],
	["requestURI", ({ event }) => event.requestURI],
	["sourceIP", ({ event }) => peerAddress(event)],
	["userAgent", ({ event }) => event.userAgent],
	["decision", ({ event }) => event.annotations?.["authorization.k8s.io/decision"]],
	["reason", ({ event }) => event.responseStatus?.reason],
	["message", ({ event }) => event.responseStatus?.message],
	["level", ({ event }) => event.level],
	["auditID", ({ event }) => event.auditID],
	["state", ({ state }) => state],
	["source", ({ origin }) => origin.name],
];

/** A line a call in the columns above, after RFC 4180, with a header. A terminal gets it made safe. */
export function csv({ terminal, hasHeaders }: RenderFacts): Renderer {
	const end = terminal ? "\n" : "\r\n";
	const line = (cells: readonly string[]): string => cells.join(",") + end;
	let header = hasHeaders === false ? "" : line(columns.map(([name]) => name));
	return (call) => {
		const cells = columns.map(([, cell]) => String(cell(call) ?? ""));
		const text = header + line(cells.map((cell) => cellOf(terminal ? safe(cell) : cell)));
		header = "";
		return text;
	};
}

/** What begins like a formula gets an apostrophe in front: spreadsheets would run what a client wrote into its user agent. */
function cellOf(text: string): string {
	const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
