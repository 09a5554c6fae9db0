import type { Call } from "../../audit/call.ts";
import { actor } from "../../audit/meaning.ts";
import { micros, timestampOf } from "../../audit/time.ts";
import { type Clock, clocks } from "../../render/clock.ts";
import { Redactor } from "../../render/redact/redact.ts";
import { rowOf } from "../../render/row.ts";
import { safeJson } from "../../render/safe.ts";
import { durationText } from "../../render/time.ts";
import type { Flight } from "../../run.ts";
import type { Args } from "../args.ts";
import { counted, number } from "../counted.ts";
import type { MainIO } from "../io.ts";
import { aligned } from "../tables.ts";
import { fitted } from "../view/fitted.ts";
import type { Room } from "../view/view.ts";

/** How the calls that are open are to be shown. */
interface Options {
	/** So many of them. */
	readonly limit: number;
	/** While more of the log comes, it is as late as our own clock says. */
	readonly live: boolean;
	readonly args: Pick<Args, "time" | "showSecrets">;
	readonly io: Pick<MainIO, "now" | "stdout">;
}

/** The calls that are open, as text for people, and as an array of objects for programs. */
export function openTable({ limit, live, args, io }: Options): {
	asText: (flight: Flight, room?: Room) => string;
	asJSON: (flight: Flight) => string;
} {
	const clock = clocks[args.time](io.now);
	const redactor = new Redactor({ bodies: false, lines: false, commands: false });
	const inFlight = (flight: Flight, isWhole: boolean): InFlight => {
		const calls = flight.calls().toSorted((a, b) => began(a) - began(b));
		const shown = calls.slice(0, limit);
		const latest = micros(flight.latest());
		return {
			calls: isWhole ? shown : shown.map((call) => redactor.redacted(call)),
			all: calls.length,
			unanswered: calls.filter((call) => !isAnswered(call)).length,
			now: live && latest !== undefined ? Math.max(latest, 1000 * io.now()) : latest,
		};
	};
	return {
		asText: (flight, room) => textOf(inFlight(flight, args.showSecrets), clock, room),
		asJSON: (flight) => jsonOf(inFlight(flight, args.showSecrets || !io.stdout.isTTY)),
	};
}

/** What is in flight, and when that was so. */
interface InFlight {
	/** Those that are shown, the oldest first. */
	readonly calls: readonly Call[];
	/** How many there are, and how many of them have got no answer yet. */
	readonly all: number;
	readonly unanswered: number;
	/** In microseconds; undefined where no event has a time. */
	readonly now: number | undefined;
}

/** True for a call that the server has begun to answer: a watch, an exec. */
const isAnswered = ({ event }: Call): boolean => event.stage === "ResponseStarted";

/** When a call began, in microseconds; calls that do not say it come last. */
const began = ({ event }: Call): number => micros(event.requestReceivedTimestamp) ?? Number.POSITIVE_INFINITY;

/** How long each call has been open, since when, what it waits for, who, what and where. */
function textOf({ calls, all, unanswered, now }: InFlight, clock: Clock, room?: Room): string {
	const cells = [
		["OPEN FOR", "SINCE", "CODE", "WHO", "VERB", "RESOURCE", "WHERE", ""],
		...calls.map((call) => {
			const { who, verb, resource, where, notes, at } = rowOf(call, { shortAccounts: false, sources: () => false, stages: false });
			const code = isAnswered(call) ? String(call.event.responseStatus?.code ?? "-") : "-";
			return [ageOf(call, now), at ? sinceText(at, now, clock) : "", code, who, verb, resource, where, notes.join("  ")];
		}),
	];
	const [head = "", ...rows] = aligned(cells, (column) => column > 0);
	return fitted({ head, rows, below: (shown) => ["", ending({ all, unanswered, now }, shown, clock)] }, room);
}

/** With the day, where that is another one. */
function sinceText(at: string, now: number | undefined, clock: Clock): string {
	const day = clock.day(at);
	const isToday = now === undefined || day === clock.day(timestampOf(Math.floor(now)));
	return `${isToday || !day ? "" : `${day} `}${clock.coarse(at).trim()}`;
}

function ending({ all, unanswered, now }: Omit<InFlight, "calls">, shown: number, clock: Clock): string {
	const at = now === undefined ? "" : ` at ${clock.coarse(timestampOf(Math.floor(now))).trim()}`;
	return `${counted(all, "call")} open${at}, ${number(unanswered)} without an answer${shown < all ? `; ${number(shown)} shown` : ""}`;
}

function jsonOf({ calls, now }: InFlight): string {
	const objects = calls.map((call) => {
		const { auditID, verb, objectRef, requestURI, requestReceivedTimestamp: since } = call.event;
		const { resource, subresource, namespace, name } = objectRef ?? {};
		const ms = now === undefined || !since ? undefined : Math.max(0, (now - began(call)) / 1000);
		return {
			openMs: ms,
			since,
			isAnswered: isAnswered(call),
			actor: actor(call.event),
			verb,
			resource,
			subresource,
			namespace,
			name,
			requestURI,
			auditID,
		};
	});
	return `${safeJson(JSON.stringify(objects))}\n`;
}

const ageOf = (call: Call, now: number | undefined): string => {
	const from = began(call);
	return now === undefined || from === Number.POSITIVE_INFINITY ? "-" : durationText(Math.max(0, now - from));
};
