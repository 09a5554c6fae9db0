import type { Call } from "../../src/audit/call.ts";
import { Pairer, pairingLimits } from "../../src/audit/pair.ts";
import { decoded } from "./decode.ts";

/** The calls of some logs, in the order in which a run shows them. */
export async function callsOf(...logs: readonly Buffer[]): Promise<Call[]> {
	const calls: Call[] = [];
	for (const log of logs) {
		const { readings, tally } = await decoded([log]);
		const pairer = new Pairer({ limits: pairingLimits, keepLines: "last", tellBegin: false, tally }, (call) => calls.push(call));
		for (const reading of readings) pairer.add(reading);
		pairer.finish("noEnd");
	}
	return calls;
}
