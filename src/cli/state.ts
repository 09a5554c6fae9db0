import type { StateFile } from "../state-file.ts";
import type { Args } from "./args.ts";
import { UsageError } from "./exit.ts";

/** Flags that end by themselves, or print no calls: there is no place to go on from behind them. */
const ENDING = { count: "--count", quiet: "--quiet", maxCount: "--max-count" } as const;

/** The file that `--state` names, where it does. Throws UsageError where there would be nothing to keep, StateError where it cannot be used. */
export async function openState(args: Args, onDamage: (message: string) => void): Promise<StateFile | undefined> {
	const { state, follow, command } = args;
	if (state === undefined) return undefined;
	if (command) throw new UsageError(`--state keeps a place in files: auditail ${command} reads a stream`);
	if (!follow) throw new UsageError("--state goes with -f", `to follow a log, and go on later: auditail -f --state ${state} FILE`);
	for (const [name, flag] of Object.entries(ENDING))
		if (args[name as keyof typeof ENDING])
			throw new UsageError(`--state does not go with ${flag}`, "it keeps the place of a log that is followed");
	const { StateFile } = await import("../state-file.ts");
	return await StateFile.open(state, onDamage);
}

/** What a user should know of a state that knows none of the logs. */
export function unknownLogs(state: StateFile | undefined, logs: readonly string[]): string[] {
	if (!state || state.places.size === 0 || logs.some((log) => state.places.has(log))) return [];
	return [`${state.path} keeps the place in ${[...state.places.keys()].join(", ")}: this log is followed as without it`];
}
