import type { Origin } from "../audit/call.ts";
import { asText, isObject } from "../audit/json.ts";
import { parseJSON } from "./json-text.ts";

/** How many names are remembered: a stream holds the logs of some pods, and names may come from anywhere. */
const MOST_NAMES = 1000;
/** Longest name, in characters; CloudWatch's log streams have the longest. */
const LONGEST_NAME = 512;

/** The logs whose lines are in one source, by what prefixes and envelopes name. */
export class Origins {
	readonly #named = new Map<string, Origin>();
	/** The list that was asked for last, of which there are many elements. */
	#last: { readonly list: string; readonly around: Origin; readonly origin: Origin } | undefined;

	/** The log of a pod, a host, a log stream; what is longer than any of their names is cut. */
	named(name: string): Origin {
		const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
		const known = this.#named.get(short);
		if (known) return known;
		const own = Buffer.from(short).toString(); // a part of a line keeps the whole line in memory
		const origin = { name: own, log: own, isNamed: true };
		if (this.#named.size < MOST_NAMES) this.#named.set(own, origin);
		return origin;
	}

	/** The log that the elements of a list belong to; `list` is what stands before them, as JSON text that breaks off there. */
	ofList(list: string, around: Origin): Origin {
		if (this.#last?.list !== list || this.#last.around !== around) this.#last = { list, around, origin: this.#listed(list, around) };
		return this.#last.origin;
	}

	/** An EventList is what a webhook got; a subscription of CloudWatch names its stream once for all of its events. */
	#listed(list: string, origin: Origin): Origin {
		const frame = parseJSON(`${list}]}`);
		const { kind, logStream } = isObject(frame) ? frame : {};
		const stream = asText(logStream);
		if (stream) return this.named(stream);
		return kind === "EventList" && origin.webhookLog ? { name: origin.name, log: origin.webhookLog } : origin;
	}
}
