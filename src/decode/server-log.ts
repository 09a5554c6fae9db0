/**
 * The head of a klog line, `Lmmdd hh:mm:ss.uuuuuu threadid file:line]`, which has no year (k8s.io/klog `klog.go` header), and
 * those of the further lines of a trace, which have none of their own, and of Go's own log.
 */
const HEADER = String.raw`[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [^ :\]]+:\d+\] `;
const BEGINS = new RegExp(`^${HEADER}`);
const INSIDE = new RegExp(String.raw`${HEADER}|(?<!\] )Trace\[\d+\]: |\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `, "g");
/** The message itself, not what a client may have put into one (k8s.io/apiserver `pkg/audit/metrics.go` HandlePluginError). */
const DROPS = new RegExp(String.raw`^${HEADER}Error in audit plugin '[^']*' affecting (\d{1,6}) audit events: `);
/** More drops than one message tells of: the webhook sends 400 events at most at once. */
const MOST_DROPS = 100_000;

/** Where klog text begins in the middle of a line, in characters, from the first place to the last. */
export const serverLogPlaces = (text: string): number[] => [...text.matchAll(INSIDE)].map(({ index }) => index).filter((at) => at > 0);

/** True for a line that klog wrote, or that continues a trace of it. */
export const isServerLog = (text: string): boolean => BEGINS.test(text) || text.startsWith("Trace[");

/** How many logs are told apart; their names may come from anywhere. */
const MOST_LOGS = 1000;

/** The text of several API servers, whose lines stand between each other's in one stream. */
export class ServerLogs {
	readonly #logs = new Map<string, ServerLog>();
	readonly #others = new ServerLog();

	/** The text of one of them, by the name of its log. */
	of(log: string): ServerLog {
		const known = this.#logs.get(log);
		if (known) return known;
		if (this.#logs.size >= MOST_LOGS) return this.#others;
		const text = new ServerLog();
		this.#logs.set(log, text);
		return text;
	}
}

/** What the API server's own log text says of the lines that follow it in the same log. */
export class ServerLog {
	#isInValue = false;
	#drops = 0;

	/** Takes a line of it. */
	note(text: string): void {
		if (!BEGINS.test(text)) return;
		this.#isInValue = false;
		this.noteInside(text);
	}

	/** Takes text that only looks like a line of it, inside of an event: it may begin a value, and ends none. */
	noteInside(text: string): void {
		this.#isInValue ||= opensValue(text);
		const [, drops] = DROPS.exec(text) ?? [];
		if (drops) this.#drops = Math.min(this.#drops + Number(drops), MOST_DROPS);
	}

	/**
	 * True for a line of a value that klog prints over several lines (`err=<`), each behind a tab: its text may come from
	 * whoever sent the request, so what looks like an event there is none.
	 */
	holds(text: string): boolean {
		if (!this.#isInValue) return false;
		const isEnd = /^ ?>/.test(text);
		if (isEnd) this.#isInValue = opensValue(text); // another may follow
		return isEnd || text.startsWith("\t");
	}

	/** True, once for each, when the next legacy line is one of the events that the API server says it dropped. */
	takesDrop(): boolean {
		if (this.#drops === 0) return false;
		this.#drops -= 1;
		return true;
	}
}

/** klog writes a value of several lines behind `key=<`. */
const opensValue = (text: string): boolean => text.trimEnd().endsWith("=<");
