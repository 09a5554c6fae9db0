import type { ObjectReference } from "../audit/event.ts";
import { pluralOf } from "../audit/resources.ts";
import { type Alternatives, textNeedle } from "./needle.ts";
import { QueryError } from "./query-error.ts";
import { glob, type Value } from "./value.ts";

/**
 * A resource as kubectl writes it: `po`, `deployments.apps`, `pods/exec`, `*.rbac.authorization.k8s.io`.
 * Without a group any group matches; without a subresource the resource and all its subresources do.
 * Throws QueryError for a text with more than one slash.
 */
export function resourceMatcher(value: Value): (reference: ObjectReference) => boolean {
	const { regex } = value;
	if (regex) return (reference) => regex(resourceName(reference));
	const [object = "", subresource, ...more] = value.text.split("/");
	if (more.length > 0 || object === "" || subresource === "") {
		throw new QueryError(
			value.flag,
			value.text,
			"is not RESOURCE[.GROUP][/SUBRESOURCE]",
			"for example pods, deployments.apps, pods/exec; for a path there is --uri",
		);
	}
	const dot = object.indexOf(".");
	const isResource = glob(pluralOf(dot < 0 ? object : object.slice(0, dot)));
	const isGroup = dot < 0 ? () => true : glob(object.slice(dot + 1));
	const isSubresource = subresource === undefined ? () => true : glob(subresource);
	return (reference) =>
		isResource(reference.resource ?? "") &&
		isGroup(reference.apiGroup ?? "") &&
		(subresource === undefined || reference.subresource !== undefined) &&
		isSubresource(reference.subresource ?? "");
}

/** What stands in a line of such a call: the subresource's name, or the resource's. */
export function resourceNeedle(value: Value): Alternatives {
	const [object = "", subresource] = value.text.split("/");
	const resource = pluralOf(object.split(".", 1)[0] ?? "");
	return textNeedle({ ...value, text: subresource ?? "" }) ?? textNeedle({ ...value, text: resource });
}

/** A resource in full, as `resource.group/subresource`; the core group has no name. */
export function resourceName({ resource = "", apiGroup, subresource }: ObjectReference): string {
	return `${resource}${apiGroup ? `.${apiGroup}` : ""}${subresource ? `/${subresource}` : ""}`;
}
