import { PolicyError } from "../fault.ts";
import { type LoadedPolicy, loadPolicy } from "../load.ts";
import type { Release } from "../release.ts";
import type { Finding, Lint } from "./finding.ts";
import { ignored, ofField } from "./ignored.ts";
import { leaked } from "./leaked.ts";
import { lost } from "./lost.ts";
import { remedyFor } from "./remedies.ts";
import { shadowed } from "./shadowed.ts";
import { unmatched } from "./unmatched.ts";

/** What an accepted policy is looked over for. */
const lints: readonly Lint[] = [ignored, unmatched, shadowed, leaked, lost];

/** What there is to say of a policy file. */
export interface Report {
	/** Undefined where the API server would not start. */
	readonly loaded: LoadedPolicy | undefined;
	/** What the API server would say as it ends, without the file's name. */
	readonly refusal: string | undefined;
	/** In the order of their places. */
	readonly findings: readonly Finding[];
}

/** Looks a policy over: what keeps the API server from starting, or else what its author may not have meant. */
export function checkPolicy(text: string, release: Release): Report {
	try {
		const loaded = loadPolicy(text, release);
		return { loaded, refusal: undefined, findings: inOrder(lints.flatMap((lint) => lint(loaded))) };
	} catch (error) {
		if (!(error instanceof PolicyError)) throw error;
		const { message, faults } = error;
		const errors = faults.map((fault): Finding => ({ ...fault, severity: "error", kind: "refused", hint: remedyFor(fault.message) }));
		return { loaded: undefined, refusal: message, findings: inOrder([...errors, ...error.ignored.map(ofField)]) };
	}
}

const inOrder = (findings: readonly Finding[]): Finding[] => findings.toSorted((a, b) => a.at - b.at);
