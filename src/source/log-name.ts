/** What the name of a file says of its place among the files of one log. */
export interface LogName {
	/** The name of the file that is being written. */
	readonly log: string;
	/** When it was rotated, as digits that sort as text, the finest that the name has; empty where it does not say. */
	readonly time: string;
	/** logrotate's number: the higher, the older; 0 for a copy that somebody made, -1 for the file that is being written. */
	readonly number: number;
}

const COMPRESSED = /\.(?:gz|zst|zstd)$/;

/** What a file is called that may be a log: an extension, or `audit` without one. */
const LOG = String.raw`.*(?:\.(?:log|jsonl?|ndjson|txt)|audit)`;
const PLAIN = new RegExp(`^${LOG}$`, "i");

/**
 * The name lumberjack gives a file that it rotates: `audit-2006-01-02T15-04-05.000.log`, in UTC, `.gz` when compressed
 * (natefinch/lumberjack v2 `backupName`).
 */
const BACKUP = /^(?<prefix>.*)-(?<time>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})(?<extension>\.[^.]*)?$/;

/**
 * The names of others: logrotate's `audit.log.1` and, with its dateext and dateformat, `audit.log-20261123`,
 * `audit.log-2026-11-23` or `audit.log-20261123-1763900000`; kubelet's `0.log.20190528-115053`; `audit.log.old` and the like.
 */
const ROTATED = new RegExp(
	String.raw`^(?<log>${LOG})(?:\.(?<number>\d{1,5})|\.(?<copy>(?:copy|old|orig|bak|backup|save|prev)\d*)|[-.](?<time>\d{4}-?\d\d-?\d\d[-\d]*))$`,
	"i",
);

/** Reads the name of a file, without its folder. */
export function logName(name: string): LogName {
	const whole = withoutCompression(name);
	const backup = BACKUP.exec(whole)?.groups;
	if (backup) return { log: `${backup.prefix}${backup.extension ?? ""}`, time: digits(backup.time), number: -1 };
	const { log = whole, time, number, copy } = ROTATED.exec(whole)?.groups ?? {};
	return { log, time: digits(time), number: Number(number ?? (copy ? 0 : -1)) };
}

/** True for a name that a log has, rotated and compressed or not. */
export function looksLikeLog(name: string): boolean {
	const whole = withoutCompression(name);
	return [PLAIN, BACKUP, ROTATED].some((pattern) => pattern.test(whole));
}

/** True for a name with a place in the order of a log: that of a copy by hand (`audit.log.old`) has none. */
export function isRotated(name: string): boolean {
	const { time, number } = logName(name);
	return time !== "" || number > 0;
}

/** True for an uncompressed file that lumberjack has rotated away. */
export const isBackup = (name: string): boolean => !COMPRESSED.test(name) && BACKUP.test(name);

/** When lumberjack rotated a file away, in milliseconds since 1970, by its name; undefined for any other, whose zone is not known. */
export function rotatedAt(name: string): number | undefined {
	const [date, clock] = BACKUP.exec(withoutCompression(name))?.groups?.time?.split("T") ?? [];
	return clock === undefined ? undefined : Date.parse(`${date}T${clock.replaceAll("-", ":")}Z`);
}

/** The name, or path, of what a compressed file holds; any other as it is. */
export const withoutCompression = (name: string): string => name.replace(COMPRESSED, "");

const digits = (time = ""): string => time.replace(/\D/g, "");
