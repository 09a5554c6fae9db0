import { readYAML, type YAMLText } from "../yaml/document.ts";
import { TextError } from "../yaml/text-error.ts";
import type { Tree } from "../yaml/tree.ts";
import { decodePolicy } from "./decode.ts";
import { type Ignored, PolicyError } from "./fault.ts";
import type { Policy } from "./policy.ts";
import { anyRelease, type Release } from "./release.ts";
import { type Invalid, isValid, type Path, validate } from "./validate.ts";

/** A policy that the API server starts with. */
export interface LoadedPolicy {
	readonly policy: Policy;
	/** What of the file counts for nothing; the server's log has a warning of it, since 1.26. */
	readonly ignored: readonly Ignored[];
	readonly text: YAMLText;
}

const GROUP = "audit.k8s.io";
const INTERNAL = "__internal";

/** The other kinds of `audit.k8s.io/v1`, which are no policies. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
	...{ Event: "v1.Event", EventList: "v1.EventList", PolicyList: "v1.PolicyList", WatchEvent: "v1.WatchEvent" },
	...{ ListOptions: "v1.ListOptions", GetOptions: "v1.GetOptions", DeleteOptions: "v1.DeleteOptions" },
	...{ CreateOptions: "v1.CreateOptions", UpdateOptions: "v1.UpdateOptions", PatchOptions: "v1.PatchOptions" },
};

/**
 * Loads a policy from its text as the API server does (k8s.io/apiserver `pkg/audit/policy/reader.go`): what it accepts is accepted, and
 * means what it means there. Throws PolicyError for what it would not start with, in its words.
 */
export function loadPolicy(text: string, release: Release = anyRelease): LoadedPolicy {
	const read = decoding(() => readYAML(text));
	const { tree, isJSON } = read;
	const { group, version, kind } = decoding(() => versionKind(tree, release));
	if (version === INTERNAL) throw PolicyError.at(tree.at, `unknown group version field ${group}/${version}, Kind=${kind} in policy`);
	const { policy, ignored } = decoding(() => decodePolicy(tree, isJSON));
	const invalid = validate(policy, release);
	if (isValid(policy, invalid)) return { policy, ignored, text: read };
	throw refusal(tree, invalid, ignored);
}

function refusal(tree: Tree, invalid: readonly Invalid[], ignored: readonly Ignored[]): PolicyError {
	const none = "loaded illegal policy with 0 rules";
	if (invalid.length === 0) return new PolicyError(none, [{ message: none, at: placeOf(tree, ["rules"]) }], ignored);
	const faults = invalid.map(({ field, path, reason }) => ({ message: `${field}: ${reason}`, at: placeOf(tree, path) }));
	const messages = [...new Set(faults.map(({ message }) => message))];
	return new PolicyError(messages.length === 1 ? (messages[0] ?? "") : `[${messages.join(", ")}]`, faults, ignored);
}

/** Where a value stands, or the nearest there is of what leads to it. */
export function placeOf(tree: Tree, [key, ...rest]: Path): number {
	if (key === undefined) return tree.at;
	const next = tree.kind === "array" ? tree.items[Number(key)] : tree.kind === "object" ? tree.fields.get(String(key)) : undefined;
	if (!next) return tree.at;
	if ("kind" in next) return placeOf(next, rest);
	return rest.length === 0 && next.tree.kind === "null" ? next.at : placeOf(next.tree, rest);
}

function decoding<T>(decode: () => T): T {
	try {
		return decode();
	} catch (error) {
		if (error instanceof TextError) throw new PolicyError(`failed decoding: ${error.message}`, [{ message: error.message, at: error.at }]);
		if (error instanceof PolicyError) throw new PolicyError(`failed decoding: ${error.message}`, error.faults);
		throw error;
	}
}

/** What a file says it is, read as Go reads it: keys in any case. Throws PolicyError for what is no policy. */
function versionKind(tree: Tree, { versions }: Release): { group: string; version: string; kind: string } {
	if (tree.kind !== "object" && tree.kind !== "null") throw notAnObject(tree);
	const apiVersion = wordOf(tree, "apiVersion");
	const kind = wordOf(tree, "kind") || "Policy";
	const { group, version } = groupVersion(apiVersion, tree);
	const at = placeOf(tree, [version === INTERNAL ? "kind" : "apiVersion"]);
	const isKnown = group === GROUP && (version === INTERNAL || versions.includes(version));
	if (!isKnown || (kind !== "Policy" && !Object.hasOwn(OTHER_KINDS, kind))) throw notRegistered({ group, version, kind }, at);
	if (kind !== "Policy")
		throw PolicyError.at(placeOf(tree, ["kind"]), `converting (${OTHER_KINDS[kind]}) to (audit.Policy): unknown conversion`);
	return { group, version, kind };
}

const TYPE = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

const notAnObject = ({ at, kind }: Tree): PolicyError =>
	PolicyError.at(at, `couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go value of type ${TYPE}`);

function wordOf(tree: Tree, name: string): string {
	if (tree.kind !== "object") return "";
	const isName = new RegExp(`^${name}$`, "iu");
	const written = [...tree.fields].filter(([key]) => isName.test(key)).sort(([a], [b]) => (a < b ? -1 : 1));
	let word = "";
	for (const [, { tree: value }] of written) {
		if (value.kind !== "string" && value.kind !== "null")
			throw PolicyError.at(
				value.at,
				`couldn't get version/kind; json parse error: json: cannot unmarshal ${value.kind} into Go struct field .${name} of type string`,
			);
		if (value.kind === "string") word = value.text;
	}
	return word;
}

/** Without a version, it is taken for the one that only the server's own memory has. */
function groupVersion(apiVersion: string, tree: Tree): { group: string; version: string } {
	if (apiVersion === "" || apiVersion === "/") return { group: GROUP, version: INTERNAL };
	const parts = apiVersion.split("/");
	if (parts.length > 2) throw PolicyError.at(placeOf(tree, ["apiVersion"]), `unexpected GroupVersion string: ${apiVersion}`);
	const [version = "", group = ""] = parts.reverse();
	return { group, version: version === "" && group === GROUP ? INTERNAL : version };
}

/** The line is that of Kubernetes 1.32. */
const SCHEME = '"k8s.io/apiserver/pkg/audit/scheme.go:30"';

function notRegistered({ group, version, kind }: { group: string; version: string; kind: string }, at: number): PolicyError {
	const of = version === INTERNAL ? `the internal version of group "${group}"` : `version "${group ? `${group}/` : ""}${version}"`;
	return PolicyError.at(at, `no kind "${kind}" is registered for ${of} in scheme ${SCHEME}`);
}
