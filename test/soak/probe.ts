import { readFileSync } from "node:fs";
import { join } from "node:path";

const SAMPLE = join(import.meta.dirname, "../../samples/minikube.log");
const LAST = '"stage":"ResponseComplete"';
const pattern = JSON.parse(
	readFileSync(SAMPLE, "utf8")
		.split("\n")
		.find((line) => line.includes(LAST)) as string,
);

/** The one event of a call of which no other stage was recorded: it is shown as soon as it is read. Every output shows the user's name. */
export function probe(user: string): string {
	const time = new Date().toISOString().replace("Z", "000Z");
	const event = { ...pattern, auditID: `probe-${user}`, user: { username: user }, requestReceivedTimestamp: time, stageTimestamp: time };
	return `${JSON.stringify(event)}\n`;
}
