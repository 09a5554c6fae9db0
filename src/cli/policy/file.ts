import { readFile } from "node:fs/promises";
import { PolicyError } from "../../policy/fault.ts";
import { type LoadedPolicy, loadPolicy } from "../../policy/load.ts";
import { anyRelease, type Release, releaseOf } from "../../policy/release.ts";
import { whyUnreadable } from "../../source/source.ts";
import { UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";

/** No policy is so large, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A policy file, or stdin for `-`, as text. Throws UsageError for one that cannot be read. */
export async function readPolicyFile(path: string, { stdin }: MainIO): Promise<string> {
	const bytes =
		path === "-"
			? await drained(stdin.stream)
			: await readFile(path).catch((error: NodeJS.ErrnoException) => {
					throw new UsageError(`${path}: ${whyUnreadable(error)}`, "a policy is the file that the API server's --audit-policy-file names");
				});
	if (bytes.length > MOST_BYTES) throw new UsageError(`${path}: is larger than 4 MiB: not read`, "a policy is a YAML file");
	try {
		return new TextDecoder(encodingOf(bytes), { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new UsageError(`${path}: is not UTF-8`, "iconv -t UTF-8 makes it so");
	}
}

/** UTF-16 is known by its mark, as it is to the API server. */
function encodingOf([first, second]: Buffer): string {
	if (first === 0xff && second === 0xfe) return "utf-16le";
	return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

async function drained(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of stream) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > MOST_BYTES) break;
	}
	return Buffer.concat(chunks);
}

/** What the API server says as it ends over a policy file (k8s.io/apiserver `pkg/audit/policy/reader.go`). */
export const lastWords = (path: string, refusal: string): string => `loading audit policy file: ${refusal}: from file ${path}`;

/** A policy that can be asked, and the text it was read from. */
export interface PolicyFile extends LoadedPolicy {
	readonly path: string;
	readonly source: string;
}

/** Loads a policy file. Throws UsageError for one that the API server would not start with. */
export async function loadPolicyFile(path: string, release: Release, io: MainIO): Promise<PolicyFile> {
	const source = await readPolicyFile(path, io);
	try {
		return { path, source, ...loadPolicy(source, release) };
	} catch (error) {
		if (!(error instanceof PolicyError)) throw error;
		throw new UsageError(`the API server would not start: ${lastWords(path, error.message)}`, `see auditail policy check ${path}`);
	}
}

/** The release that `--kubernetes` names, as `1.36` or `v1.36.2`. Throws UsageError. */
export function readRelease(version: string | undefined): Release {
	if (version === undefined) return anyRelease;
	const [, minor] = /^v?1\.(\d+)(?:\..*)?$/.exec(version) ?? [];
	if (minor === undefined) throw new UsageError(`--kubernetes ${JSON.stringify(version)}: is no version of Kubernetes`, "such as 1.36");
	return releaseOf(Number(minor));
}
