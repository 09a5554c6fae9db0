import { fields } from "../fields.ts";
import { presets } from "../presets.ts";

/** The type of what has a name: CEL's own, `micros` for a duration in microseconds, or the types of what it consists of. */
export type Shape = string | { readonly [name: string]: Shape };

const TIME = "google.protobuf.Timestamp";
const user: Shape = { username: "string", uid: "string", groups: "list<string>", extra: "map<string, list<string>>" };

/** What stands behind `call.` in an expression's name of a field; undefined for a field that is the event's own. */
export const factOf = (path: string | undefined): string | undefined => /^call\.(\w+)$/.exec(path ?? "")?.[1];

/** A preset's name in an expression: `no-noise` is `call.noNoise`. */
export const camelCase = (name: string): string => name.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());

const facts: Shape = {
	...Object.fromEntries(fields.flatMap(({ path }) => factOf(path) ?? []).map((name) => [name, "string"])),
	...Object.fromEntries(presets.map(({ name }) => [camelCase(name), "bool"])),
	state: "string",
	stages: "map<string, string>",
	duration: "micros",
	durationMs: "double",
	source: "string",
	parameters: "map<string, string>",
	format: "string",
};

/**
 * What an expression can name: the event as the API server writes it (k8s.io/apiserver `pkg/apis/audit/v1/types.go`), and under `call` what
 * a record has there, every field that is more than a part of the event, and the presets.
 */
export const names: Readonly<Record<string, Shape>> = {
	kind: "string",
	apiVersion: "string",
	level: "string",
	auditID: "string",
	stage: "string",
	requestURI: "string",
	verb: "string",
	user,
	impersonatedUser: user,
	sourceIPs: "list<string>",
	userAgent: "string",
	objectRef: {
		resource: "string",
		namespace: "string",
		name: "string",
		uid: "string",
		apiGroup: "string",
		apiVersion: "string",
		resourceVersion: "string",
		subresource: "string",
	},
	responseStatus: { status: "string", message: "string", reason: "string", code: "int" },
	requestObject: "dyn",
	responseObject: "dyn",
	requestReceivedTimestamp: TIME,
	stageTimestamp: TIME,
	annotations: "map<string, string>",
	call: facts,
};

/** Every name in full, as `user.username`. */
export const paths: readonly string[] = Object.entries(names).flatMap(([name, shape]) =>
	typeof shape === "string" ? [name] : Object.keys(shape).map((part) => `${name}.${part}`),
);
