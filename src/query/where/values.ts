import { Duration } from "@marcbachmann/cel-js/evaluator";
import { micros } from "../../audit/time.ts";
import type { Shape } from "./names.ts";

/** Plain data as CEL's values; undefined for what is absent. What has no type, such as a body, has the types of JSON, its whole numbers those of CEL. */
export function celValue(value: unknown, shape: Shape): unknown {
	if (typeof shape === "object") return celObject(value, shape);
	if (value === undefined) return emptyOf(shape);
	return convert[shape]?.(value) ?? value;
}

function celObject(value: unknown, shape: Exclude<Shape, string>): Record<string, unknown> {
	const object: Record<string, unknown> = {};
	for (const [key, part] of Object.entries(value ?? {})) {
		const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
		if (known && part !== undefined && part !== null) object[key] = celValue(part, known);
	}
	return object;
}

/** What `has()` cannot ask for, as it is no part of anything, is not absent but empty. */
function emptyOf(shape: string): unknown {
	if (shape.startsWith("list")) return [];
	return shape.startsWith("map") ? {} : undefined;
}

const convert: Readonly<Record<string, (value: unknown) => unknown>> = {
	int: (value) => BigInt(value as number),
	micros: (value) => new Duration(Math.floor((value as number) / 1e6), ((value as number) % 1e6) * 1000),
	"google.protobuf.Timestamp": (value) => {
		const at = micros(value as string);
		return at === undefined ? undefined : new Date(at / 1000);
	},
	dyn: withWholeNumbers,
};

/** JSON has but one kind of number, CEL two: 404 / 100 is 4 for whole ones. */
function withWholeNumbers(value: unknown): unknown {
	if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
	if (Array.isArray(value)) return value.map(withWholeNumbers);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withWholeNumbers(part)]));
}
