import { UsageError } from "./exit.ts";

/** Reads a value that may be absent. */
export const optional = <T>(text: string | undefined, read: (text: string) => T): T | undefined =>
	text === undefined ? undefined : read(text);

/** The number that a flag was given. Throws UsageError for anything but digits. */
export const wholeNumber =
	(flag: string) =>
	(text: string): number => {
		if (/^\d{1,15}$/.test(text)) return Number(text);
		throw new UsageError(`--${flag} ${JSON.stringify(text)}: is no whole number`, `for example --${flag} 10`);
	};

/** The number of `--tail`: infinite for -1. */
export const tailCount = (text: string): number => (text === "-1" ? Number.POSITIVE_INFINITY : wholeNumber("tail")(text));

/** Half of V8's longest string, which a line must fit into beside its own copy. */
const LONGEST = 256 * 2 ** 20;

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** The number of bytes that a flag was given: `65536`, `64Mi`, `1G`. Throws UsageError for anything else. */
export const byteCount =
	(flag: string) =>
	(text: string): number => {
		const { count, unit = "" } = /^(?<count>\d{1,12})(?<unit>|[kMG]|[KMG]i)B?$/.exec(text)?.groups ?? {};
		const bytes = Number(count) * (UNITS[unit] ?? 1);
		if (count && bytes > LONGEST)
			throw new UsageError(
				`--${flag} ${JSON.stringify(text)}: is more than 256Mi`,
				"a line becomes one text, and JavaScript has no longer ones",
			);
		if (count) return bytes;
		throw new UsageError(`--${flag} ${JSON.stringify(text)}: is no number of bytes`, `for example --${flag} 64Mi`);
	};
