import type { Call } from "../audit/call.ts";
import type { AuditEvent, ObjectReference } from "../audit/event.ts";
import { asObject, asText } from "../audit/json.ts";
import { groupOf, pluralOf } from "../audit/resources.ts";
import { type Alternatives, textNeedle } from "./needle.ts";
import { QueryError } from "./query-error.ts";
import { resourceMatcher, resourceNeedle } from "./resource.ts";
import { glob, literalParts, type Value } from "./value.ts";

/** How surely a call is about an object: it names it, or it names none and may have meant it. */
type Touch = "named" | "mayInclude" | undefined;

const EXAMPLE = "for example configmaps/dev/cm1, nodes/node-1, deployments.apps/prod/'web-*'";

/**
 * How surely a call touches the object RESOURCE/NAMESPACE/NAME, or RESOURCE/NAME in any namespace or none: it names it; or it cannot, as a
 * deletion of a whole collection, or of the namespace, or a create that got no name (refused before, or `generateName`). Throws QueryError.
 */
export function touchOf(value: Value): (call: Call) => Touch {
	const { resource, namespace, name } = objectOf(value);
	const isResource = resourceMatcher({ ...value, text: resource });
	const isNamespace = namespace === undefined ? () => true : glob(namespace);
	const isName = glob(name);
	const takesAll = ({ verb, objectRef = {} }: AuditEvent): boolean =>
		verb === "delete" && isItself(objectRef) && namespace !== undefined && isNamespace(objectRef.name ?? "");
	return ({ event }) => {
		const { objectRef } = event;
		if (!objectRef || !isResource(objectRef) || !isNamespace(objectRef.namespace ?? "")) return takesAll(event) ? "mayInclude" : undefined;
		return objectRef.name ? named(isName(objectRef.name)) : unnamed(event, isName, name);
	};
}

const named = (isIt: boolean): Touch => (isIt ? "named" : undefined);

/** True for a Namespace itself. */
const isItself = ({ resource, apiGroup, subresource }: ObjectReference): boolean => resource === "namespaces" && !apiGroup && !subresource;

/** A create may have a name in its bodies, or how it was to begin. */
function unnamed(event: AuditEvent, isName: (name: string) => boolean, wanted: string): Touch {
	if (event.verb === "deletecollection") return "mayInclude";
	if (event.verb !== "create") return undefined;
	const [asked, given] = [event.requestObject, event.responseObject].map((body) => asObject(asObject(body).metadata));
	const name = asText(given?.name) || asText(asked?.name);
	if (name) return named(isName(name));
	const [start = "", [first = ""]] = [asText(asked?.generateName), literalParts(wanted)];
	return first.startsWith(start) || start.startsWith(first) ? "mayInclude" : undefined;
}

function objectOf(value: Value): { resource: string; namespace: string | undefined; name: string } {
	const { flag, text, regex } = value;
	const [resource = "", ...path] = text.split("/");
	const [namespace, name] = path.length === 2 ? path : [undefined, path[0]];
	if (regex || !name || resource === "" || namespace === "" || path.length > 2)
		throw new QueryError(flag, text, "is not RESOURCE/NAMESPACE/NAME, nor RESOURCE/NAME", EXAMPLE);
	if (namespace !== undefined && !isKnown(resource) && isKnown(namespace))
		throw new QueryError(
			flag,
			text,
			`${namespace} is a resource, and comes first`,
			`did you mean ${namespace}/${resource}/${name}? (a resource of your own with its group: ${resource}.example.com/…)`,
		);
	return { resource, namespace, name };
}

/** True for a built-in resource in any spelling of kubectl's, or one with its group. */
const isKnown = (resource: string): boolean => resource.includes(".") || groupOf(pluralOf(resource)) !== undefined;

/** What stands in a line of such a call: the resource, or that of the namespace. */
export function touchNeedle(value: Value): Alternatives {
	const resource = resourceNeedle({ ...value, text: objectOf(value).resource });
	return resource && [...resource, ...(textNeedle({ text: "namespaces", regex: undefined }) ?? [])];
}
