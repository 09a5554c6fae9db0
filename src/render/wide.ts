import type { Call } from "../audit/call.ts";
import { peerAddress } from "../audit/meaning.ts";
import { layoutFor, prettyRenderer, rowOptions } from "./pretty.ts";
import type { Renderer, RenderFacts } from "./renderer.ts";
import { type Row, type RowOptions, rowOf } from "./row.ts";
import { quotedName, safeNote } from "./safe.ts";

/**
 * Pretty, plus the date, where the request came from, the level, the audit ID, the format where it is no event's, and the authorizer's reason.
 * Nothing is cut.
 */
export async function wide(facts: RenderFacts): Promise<Renderer> {
	return prettyRenderer(facts, await layoutFor(facts, { isDated: true }), (call) => wideRow(call, rowOptions(facts)));
}

function wideRow(call: Call, options: RowOptions): Row {
	const row = rowOf(call, options);
	const { userAgent = "", level = "", auditID, annotations } = call.event;
	const reason = annotations?.["authorization.k8s.io/reason"];
	const details = [
		`from ${quotedName(peerAddress(call.event) ?? "")}`,
		quotedName(userAgent),
		quotedName(level),
		`id=${quotedName(auditID)}`,
		...(call.format ? [call.format] : []),
		...(reason ? [safeNote(reason)] : []),
	];
	return { ...row, details };
}
