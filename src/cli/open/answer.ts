import type { Flight } from "../../run.ts";
import type { Args } from "../args.ts";
import type { MainIO } from "../io.ts";

/** Answers SIGUSR1, however often it comes, with the calls that are open, on stderr; until what is given back is called. */
export function answerWhenAsked(flight: Flight, { live, args, io }: { live: boolean; args: Args; io: MainIO }): () => void {
	const answer = async (): Promise<void> => {
		const [{ openTable }, { DEFAULT_LIMIT }] = await Promise.all([import("./table.ts"), import("./flags.ts")]);
		const { asText } = openTable({ limit: DEFAULT_LIMIT, live, args, io });
		io.stderr.write(asText(flight));
	};
	return io.host?.on("SIGUSR1", () => void answer()) ?? (() => {});
}
