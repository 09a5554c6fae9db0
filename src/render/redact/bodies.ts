import { asText, isObject, type JSONObject } from "../../audit/json.ts";
import type { Secrets } from "./secrets.ts";

/** Where a body stands. */
interface Context {
	/** True for what is a Secret, or a patch of one, whether it says so or not. */
	readonly isSecret: boolean;
}

/** How a field that holds secrets is known, and what becomes of it: every kind there is, a row each. */
interface Rule {
	readonly holds: (key: string, owner: JSONObject, context: Context) => boolean;
	readonly hide: (value: unknown, secrets: Secrets, context: Context) => unknown;
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const all: Rule["hide"] = (value, secrets) => secrets.hidden(value);

const rules: readonly Rule[] = [
	// the values of a Secret
	{ holds: (key, { kind }, { isSecret }) => ["data", "stringData"].includes(key) && (kind === "Secret" || isSecret), hide: all },
	// a token that is issued, or that is asked about
	{ holds: (key, { kind }) => key === "status" && kind === "TokenRequest", hide: token },
	{ holds: (key, { kind }) => key === "spec" && kind === "TokenReview", hide: token },
	// what containers are told
	{ holds: (key, owner) => key === "env" && Array.isArray(owner[key]), hide: environment },
	// the same again, as it was applied
	{ holds: (key) => key === LAST_APPLIED, hide: lastApplied },
];

/** A body without its secrets, which are noted; the body itself where it has none. */
export function withoutSecrets(body: unknown, secrets: Secrets, context: Context): unknown {
	if (Array.isArray(body)) {
		const isSteps = isPatch(body);
		return mapped(body, (item) => (isSteps ? patched(item, secrets, context) : withoutSecrets(item, secrets, context)));
	}
	if (isObject(body)) return objectWithout(body, secrets, contextIn(body, context));
	return context.isSecret && typeof body === "string" ? secrets.hidden(body) : body;
}

function objectWithout(body: JSONObject, secrets: Secrets, context: Context): JSONObject {
	let result = body;
	for (const [key, value] of Object.entries(body)) {
		const rule = rules.find(({ holds }) => holds(key, body, context));
		const kept = rule ? rule.hide(value, secrets, context) : partOf(key, value, secrets, context);
		if (kept !== value) result = { ...result, [key]: kept };
	}
	return result;
}

/** A body with its texts changed; the body itself where none was. */
export function withTexts(body: unknown, change: (text: string) => string): unknown {
	if (typeof body === "string") return change(body);
	if (Array.isArray(body)) return mapped(body, (item) => withTexts(item, change));
	if (!isObject(body)) return body;
	const changed = Object.entries(body).map(([key, value]): [string, unknown] => [key, withTexts(value, change)]);
	return changed.some(([key, value]) => value !== body[key]) ? Object.fromEntries(changed) : body;
}

/** A Status, and options, are about a Secret without being one. */
const OTHERS: readonly unknown[] = ["Status", "DeleteOptions", "PartialObjectMetadata", "PartialObjectMetadataList"];

const contextIn = ({ kind }: JSONObject, { isSecret }: Context): Context => ({
	isSecret: kind === "Secret" || kind === "SecretList" || (isSecret && !OTHERS.includes(kind)),
});

/** What is in a body is no Secret because the body is one: but the items of a list are, and the objects of a Table's rows. */
function partOf(key: string, value: unknown, secrets: Secrets, { isSecret }: Context): unknown {
	const isOfThem = isSecret && ["items", "rows", "object"].includes(key);
	return typeof value === "object" ? withoutSecrets(value, secrets, { isSecret: isOfThem }) : value;
}

function token(value: unknown, secrets: Secrets): unknown {
	return isObject(value) && asText(value.token) ? { ...value, token: secrets.hidden(value.token) } : value;
}

function environment(value: unknown, secrets: Secrets): unknown {
	return mapped(value as unknown[], (variable) =>
		isObject(variable) && variable.value !== undefined ? { ...variable, value: secrets.hidden(variable.value) } : variable,
	);
}

function lastApplied(value: unknown, secrets: Secrets, context: Context): unknown {
	if (typeof value !== "string") return value;
	try {
		const applied: unknown = JSON.parse(value);
		const kept = withoutSecrets(applied, secrets, context);
		return kept === applied ? value : JSON.stringify(kept);
	} catch {
		return secrets.hidden(value);
	}
}

const isPatch = (body: readonly unknown[]): boolean =>
	body.length > 0 && body.every((step) => isObject(step) && typeof step.op === "string" && typeof step.path === "string");

/** A step of a JSON patch (RFC 6902): what it puts where secrets are. */
function patched(step: unknown, secrets: Secrets, context: Context): unknown {
	const { path = "", value } = step as { path?: string; value?: unknown };
	const kept = value === undefined ? value : patchedValue(path, value, secrets, context);
	return kept === value ? step : { ...(step as object), value: kept };
}

function patchedValue(path: string, value: unknown, secrets: Secrets, context: Context): unknown {
	if (context.isSecret && /^\/(?:data|stringData)(?:\/|$)/.test(path)) return secrets.hidden(value);
	if (path.endsWith("/env") && Array.isArray(value)) return environment(value, secrets);
	if (/\/env\/[^/]+$/.test(path)) return (environment([value], secrets) as readonly unknown[])[0];
	if (/\/env\/[^/]+\/value$/.test(path)) return secrets.hidden(value);
	if (path.endsWith(`/${LAST_APPLIED.replace("/", "~1")}`)) return lastApplied(value, secrets, context);
	return withoutSecrets(value, secrets, { isSecret: context.isSecret && path === "" });
}

/** The items, each as it becomes; the list itself where none changed. */
function mapped(items: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
	const changed = items.map(change);
	return changed.some((item, at) => item !== items[at]) ? changed : items;
}
