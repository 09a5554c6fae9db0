import { isObject, type JSONObject } from "../../audit/json.ts";
import { SourceError } from "../source.ts";
import { CommandError, outputOf } from "../stream/child.ts";
import { clusterError } from "./cluster-error.ts";

/** A longer answer is cut off: none of a few pods is as long, in bytes. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** The user's own kubectl: it knows the cluster, and how to log in to it. */
export interface KubectlOptions {
	/** The program. */
	readonly program: string;
	/** What it is told each time: `--context`, `--kubeconfig`. */
	readonly flags: readonly string[];
	/** A word that nobody can guess, which stands in every request: by it they are known in the audit log. */
	readonly mark: string;
}

/** A question to the API: its path, and its parameters, of which those without a value are left out. */
export interface Request {
	readonly path: string;
	readonly query?: Readonly<Record<string, string | undefined>>;
}

/** Asks the API server through `kubectl get --raw`, which adds nothing to what it is asked, and nothing to the answer. */
export class Kubectl {
	readonly #options: KubectlOptions;

	constructor(options: KubectlOptions) {
		this.#options = options;
	}

	/** An answer that is one JSON object. Throws SourceError where there is none, with the way out. */
	async object(request: Request, signal: AbortSignal): Promise<JSONObject> {
		const chunks: Buffer[] = [];
		let length = 0;
		for await (const chunk of this.stream(request, signal)) {
			length += chunk.length;
			if (length > LONGEST_ANSWER) break;
			chunks.push(chunk);
		}
		const answer = parsed(Buffer.concat(chunks).toString());
		if (!isObject(answer))
			throw new SourceError(
				`${this.#options.program} answers ${request.path} with what is no JSON object`,
				"is it kubectl? --kubectl PATH names another",
			);
		return answer;
	}

	/** An answer that goes on. Throws SourceError where it breaks off, or there is none. */
	async *stream({ path, query = {} }: Request, signal: AbortSignal): AsyncGenerator<Buffer> {
		const { program, flags, mark } = this.#options;
		const parameters = new URLSearchParams([...Object.entries({ ...query, auditail: mark })].filter(isGiven));
		const args = [...flags, "get", "--raw", `${path}?${parameters}`];
		try {
			yield* outputOf({ program, args, input: "inherit" }, { signal });
		} catch (error) {
			throw error instanceof CommandError ? clusterError(error, program) : error;
		}
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined; // cut off, or from something that is no kubectl
	}
}

const isGiven = (parameter: [string, string | undefined]): parameter is [string, string] => parameter[1] !== undefined;
