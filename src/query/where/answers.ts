import { workerData } from "node:worker_threads";
import type { JSONObject } from "../../audit/json.ts";
import { Unanswerable } from "../unanswerable.ts";
import { type Answer, type ApartData, DONE } from "./apart.ts";
import { compileExpression } from "./expression.ts";

/** The other end of `Apart`: a thread that answers one question after the other. */
const { text, turn, port } = workerData as ApartData;
const { holds } = await compileExpression(text);

port.on("message", (record: JSONObject) => {
	port.postMessage(answer(record));
	done();
});
done();

function answer(record: JSONObject): Answer {
	try {
		return { holds: holds(record) };
	} catch (error) {
		if (error instanceof Unanswerable) return { why: error.message };
		throw error;
	}
}

function done(): void {
	Atomics.store(turn, 0, DONE);
	Atomics.notify(turn, 0);
}
