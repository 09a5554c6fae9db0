/** What is wrong in a policy file: in words, and where. */
export interface Fault {
	readonly message: string;
	/** Where, as an offset into the file's text. */
	readonly at: number;
}

/** Something that is written and counts for nothing. */
export interface Ignored extends Fault {
	/** The field's name. */
	readonly name: string;
	/** The names that there are where it stands; none for a field that is there twice. */
	readonly known: readonly string[];
}

/** The API server would not start with a policy. The message is its own, word for word where the words are Go's and Kubernetes' and not a YAML reader's. */
export class PolicyError extends Error {
	/** At least one; the server gives up at the first, except where it validates. */
	readonly faults: readonly Fault[];
	/** What of the file would have counted for nothing, as far as it was read. */
	readonly ignored: readonly Ignored[];

	constructor(message: string, faults: readonly Fault[], ignored: readonly Ignored[] = []) {
		super(message);
		this.faults = faults;
		this.ignored = ignored;
	}

	/** One fault, which is all there is to say. */
	static at(at: number, message: string): PolicyError {
		return new PolicyError(message, [{ message, at }]);
	}
}
