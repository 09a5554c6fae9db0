import {
	appendFileSync,
	closeSync,
	copyFileSync,
	ftruncateSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { folder } from "../helpers/log.ts";

/** How what was rotated away is named: by lumberjack, by logrotate, or by logrotate's copytruncate. */
export type Style = "time" | "number" | "copy";

const PACKED = /\.(?:gz|zst)$/;

/** A log in a folder of its own, and everything that is done to it; `step` lets others have a turn within what is not done at once. */
export class DiskLog {
	readonly path = join(folder(), "audit.log");
	readonly #style: Style;
	readonly #step: () => Promise<void>;
	#fd: number;
	#rotations = 0;
	/** Which lines each file holds, by its name without what compression adds. */
	#lines = new Map<string, number[]>([["audit.log", []]]);
	/** The file that the writer writes to. */
	#writing = "audit.log";
	written = 0;
	/** Lines of rotated files that were deleted: where they were not read, that must be told. */
	readonly deleted = new Set<number>();
	/** Lines that were gone without a trace. */
	readonly untraceable = new Set<number>();

	constructor(style: Style, step: () => Promise<void>) {
		this.#style = style;
		this.#step = step;
		this.#fd = openSync(this.path, "a");
	}

	/** Writes lines, some of them in two writes. */
	async append(count: number): Promise<void> {
		for (let line = 0; line < count; line += 1) {
			const text = textOf(this.written);
			this.#of(this.#writing).push(this.written);
			this.written += 1;
			const half = this.written % 3 === 0 ? 20 : text.length;
			writeSync(this.#fd, text.slice(0, half));
			if (half < text.length) await this.#step();
			if (half < text.length) writeSync(this.#fd, text.slice(half));
		}
	}

	/** Rotates; `late` is how many lines the writer still writes to what was renamed. */
	async rotate(late: number): Promise<void> {
		if (this.#style === "copy") return this.#copyTruncate();
		if (this.#style === "number") await this.#shift();
		this.#rotations += 1;
		const name = this.#style === "number" ? "audit.log.1" : `audit-2026-11-23T15-18-55.${100 + this.#rotations}.log`;
		renameSync(this.path, this.#at(name));
		this.#rename("audit.log", name);
		this.#writing = name;
		await this.#step();
		if (late % 2 === 1) writeFileSync(this.path, "");
		await this.append(late);
		closeSync(this.#fd);
		this.#fd = openSync(this.path, "a");
		this.#writing = "audit.log";
		this.#lines.set("audit.log", []);
		await this.#step();
	}

	/** Compresses the oldest file that was rotated away and is not compressed, as gzip and lumberjack do: it is there half written, whole, alone. */
	async compress(extension: ".gz" | ".zst"): Promise<void> {
		const [oldest] = this.#backups().filter((name) => !PACKED.test(name));
		if (!oldest) return;
		const plain = readFileSync(this.#at(oldest));
		const bytes = extension === ".gz" ? gzipSync(plain) : zstdCompressSync(plain);
		const packed = this.#at(oldest + extension);
		writeFileSync(packed, bytes.subarray(0, bytes.length / 2));
		await this.#step();
		appendFileSync(packed, bytes.subarray(bytes.length / 2));
		await this.#step();
		rmSync(this.#at(oldest));
	}

	/** Deletes the oldest file that was rotated away, but not the only one with something in it: that all are gone cannot be told from a log made anew. */
	async deleteOldest(): Promise<void> {
		const [oldest, ...others] = this.#backups();
		if (!oldest || !others.some((other) => this.#of(other.replace(PACKED, "")).length > 0)) return;
		const name = oldest.replace(PACKED, "");
		for (const line of this.#of(name)) this.deleted.add(line);
		this.#lines.delete(name);
		rmSync(this.#at(oldest));
		await this.#step();
	}

	/** Puts an empty file in its place. */
	async replace(): Promise<void> {
		writeFileSync(this.#at("new"), "");
		for (const line of this.#of("audit.log")) this.untraceable.add(line);
		renameSync(this.#at("new"), this.path);
		closeSync(this.#fd);
		this.#fd = openSync(this.path, "a");
		this.#lines.set("audit.log", []);
		await this.#step();
	}

	close(): void {
		closeSync(this.#fd);
	}

	async #copyTruncate(): Promise<void> {
		await this.#shift();
		copyFileSync(this.path, this.#at("audit.log.1"));
		this.#lines.set("audit.log.1", this.#of("audit.log"));
		await this.#step();
		ftruncateSync(this.#fd, 0);
		this.#lines.set("audit.log", []);
		await this.#step();
	}

	/** Gives what has a number the next one, the oldest first. */
	async #shift(): Promise<void> {
		for (const name of this.#backups()) {
			const next = name.replace(/\d+/, (number) => String(Number(number) + 1));
			renameSync(this.#at(name), this.#at(next));
			this.#rename(name.replace(PACKED, ""), next.replace(PACKED, ""));
			await this.#step();
		}
	}

	/** What was rotated away, the oldest first. */
	#backups(): string[] {
		const names = readdirSync(dirname(this.path)).filter((name) => name !== basename(this.path));
		const number = (name: string) => Number(/log\.(\d+)/.exec(name)?.[1]);
		return this.#style === "time" ? names.sort() : names.sort((a, b) => number(b) - number(a));
	}

	#rename(from: string, to: string): void {
		this.#lines.set(to, this.#of(from));
		this.#lines.delete(from);
	}

	#of(name: string): number[] {
		const lines = this.#lines.get(name);
		if (!lines) throw new Error(`the model knows no ${name}`);
		return lines;
	}

	#at(name: string): string {
		return join(dirname(this.path), name);
	}
}

/** The time of a line's event. */
export const timeOf = (line: number): string => `2026-11-23T15:00:00.${String(line).padStart(6, "0")}Z`;

const textOf = (line: number): string => `{"line":${line},"stageTimestamp":"${timeOf(line)}"}\n`;
