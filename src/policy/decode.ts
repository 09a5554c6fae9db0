import type { Field, Tree } from "../yaml/tree.ts";
import { type Ignored, PolicyError } from "./fault.ts";
import type { GroupResources, PolicyRule } from "./policy.ts";

/** A Go type that JSON is decoded into, and what Go calls it. */
type Shape = { readonly go: string } & (
	| { readonly kind: "string" | "bool" | "number" | "any" }
	| { readonly kind: "array" | "map"; readonly of: Shape }
	| { readonly kind: "object"; readonly fields: Readonly<Record<string, Shape>> }
);

const string = { kind: "string", go: "string" } as const;
const bool = { kind: "bool", go: "bool" } as const;
const any = { kind: "any", go: "" } as const;
const named = (name: string): Shape => ({ kind: "string", go: `v1.${name}` });
const list = (of: Shape): Shape => ({ kind: "array", go: `[]${of.go}`, of });
const map = (of: Shape): Shape => ({ kind: "map", go: `map[string]${of.go}`, of });
const struct = (name: string, fields: Readonly<Record<string, Shape>>): Shape => ({ kind: "object", go: `v1.${name}`, fields });

const groupResources = struct("GroupResources", { group: string, resources: list(string), resourceNames: list(string) });

const policyRule = struct("PolicyRule", {
	level: named("Level"),
	users: list(string),
	userGroups: list(string),
	verbs: list(string),
	resources: list(groupResources),
	namespaces: list(string),
	nonResourceURLs: list(string),
	omitStages: list(named("Stage")),
	omitManagedFields: bool,
});

/** k8s.io/apimachinery `pkg/apis/meta/v1/types.go`; a policy is not an object of the cluster, so nothing reads it. */
const objectMeta = struct("ObjectMeta", {
	...{ name: string, generateName: string, namespace: string, selfLink: string, resourceVersion: string },
	...{ uid: { kind: "string", go: "types.UID" }, generation: { kind: "number", go: "int64" } },
	...{ labels: map(string), annotations: map(string), finalizers: list(string) },
	...{ creationTimestamp: any, deletionTimestamp: any, deletionGracePeriodSeconds: { kind: "number", go: "int64" } },
	...{ ownerReferences: any, managedFields: any },
});

const policy = struct("Policy", {
	kind: string,
	apiVersion: string,
	metadata: objectMeta,
	rules: list(policyRule),
	omitStages: list(named("Stage")),
	omitManagedFields: bool,
});

/** A policy as it is written: its levels and stages may be none. */
export interface WrittenPolicy {
	readonly rules: readonly WrittenRule[];
	readonly omitStages: readonly string[];
}

/** A rule of it. */
export type WrittenRule = { readonly [Key in Exclude<keyof PolicyRule, "level" | "omitStages" | "resources">]: readonly string[] } & {
	readonly level: string;
	readonly omitStages: readonly string[];
	readonly resources: readonly GroupResources[];
};

/** What a tree says as a policy, and what of it counts for nothing. */
export interface Decoded {
	readonly policy: WrittenPolicy;
	readonly ignored: readonly Ignored[];
}

/**
 * Decodes a tree as the API server does (sigs.k8s.io/json, case-sensitive): a null is as good as nothing, a field that is unknown is
 * ignored. Throws PolicyError for the first value of a wrong type.
 */
export function decodePolicy(tree: Tree, isJSON: boolean): Decoded {
	const ignored: Ignored[] = [];
	const decoder = new Decoding(isJSON, ignored);
	const decoded = decoder.value(tree, policy, { struct: "", path: [], shown: "" });
	if (decoder.error) throw decoder.error;
	return { policy: decoded as unknown as WrittenPolicy, ignored }; // every field of a struct is there, and of its type
}

/** Where a value stands: in which Go struct, under which field names, and how a person writes that. */
interface Context {
	readonly struct: string;
	readonly path: readonly string[];
	readonly shown: string;
}

class Decoding {
	/** The first value of a wrong type: the others are decoded all the same. */
	error: PolicyError | undefined;
	readonly #isJSON: boolean;
	readonly #ignored: Ignored[];

	constructor(isJSON: boolean, ignored: Ignored[]) {
		this.#isJSON = isJSON;
		this.#ignored = ignored;
	}

	value(tree: Tree | undefined, shape: Shape, context: Context): unknown {
		const given = tree?.kind === "null" ? undefined : tree;
		if (given && !fits(given, shape)) return this.#mismatch(given, shape, context);
		if (shape.kind === "object") return this.#object(given, shape, context);
		if (shape.kind === "array")
			return itemsOf(given).map((item, at) => this.value(item, shape.of, { ...context, shown: `${context.shown}[${at}]` }));
		if (shape.kind === "map") return this.#map(given, shape.of, context);
		if (shape.kind === "string") return given && "text" in given ? given.text : "";
		return undefined;
	}

	#object(tree: Tree | undefined, { go, fields }: Shape & { kind: "object" }, { path, shown }: Context): unknown {
		const within = (name: string): Context => ({
			struct: go.replace("v1.", ""),
			path: [...path, name],
			shown: shown ? `${shown}.${name}` : name,
		});
		this.#repeated(tree, (name) => within(name).shown);
		const written = new Map(this.#inOrder(tree));
		for (const [name, { at }] of written)
			if (!Object.hasOwn(fields, name))
				this.#ignored.push({ message: `unknown field "${within(name).shown}"`, at, name, known: Object.keys(fields) });
		const order = [...written.keys(), ...Object.keys(fields)].filter((name) => Object.hasOwn(fields, name));
		return Object.fromEntries(
			[...new Set(order)].map((name) => [name, this.value(written.get(name)?.tree, fields[name] as Shape, within(name))]),
		);
	}

	#map(tree: Tree | undefined, of: Shape, context: Context): unknown {
		this.#repeated(tree, (name) => `${context.shown}.${name}`);
		return Object.fromEntries(this.#inOrder(tree).map(([name, field]) => [name, this.value(field.tree, of, context)]));
	}

	/** YAML becomes JSON before it is decoded, with its keys sorted. */
	#inOrder(tree: Tree | undefined): (readonly [string, Field])[] {
		const fields = tree?.kind === "object" ? [...tree.fields] : [];
		return this.#isJSON ? fields : fields.sort(([a], [b]) => (a < b ? -1 : 1));
	}

	#repeated(tree: Tree | undefined, shown: (name: string) => string): void {
		for (const { key, at } of tree?.kind === "object" ? tree.repeated : [])
			this.#ignored.push({ message: `duplicate field "${shown(key)}"`, at, name: key, known: [] });
	}

	#mismatch({ kind, at }: Tree, { go }: Shape, { struct, path }: Context): unknown {
		const into = struct ? `Go struct field ${struct}.${path.join(".")} of type ${go}` : `Go value of type ${go}`;
		this.error ??= PolicyError.at(at, `json: cannot unmarshal ${kind} into ${into}`);
		return undefined;
	}
}

const fits = ({ kind }: Tree, shape: Shape): boolean => shape.kind === "any" || kind === (shape.kind === "map" ? "object" : shape.kind);

const itemsOf = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === "array" ? tree.items : []);
