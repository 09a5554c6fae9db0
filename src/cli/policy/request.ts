import type { AuditEvent } from "../../audit/event.ts";
import { objectOf } from "../../audit/request-info.ts";
import { groupOf, pluralOf } from "../../audit/resources.ts";
import { type Attributes, attributesOf, type RequestedResource } from "../../policy/attributes.ts";
import { UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import type { Given } from "../parser.ts";
import { say } from "../report.ts";
import { eventAt, eventWithID } from "./event.ts";

/** The request that `policy explain` is asked about: described by flags, or read from a log. Throws UsageError. */
export async function requestFrom(given: Given, io: MainIO): Promise<Attributes> {
	const [, ...logs] = given.words;
	const event = await eventFrom(given, logs, io);
	if (event) {
		const described = DESCRIBING.find((name) => given.has(name));
		if (described) throw new UsageError(`--${described} describes a request, and --event or --audit-id names one: only one of both`);
		return attributesOf(event);
	}
	if (logs.length > 0) throw new UsageError(`what is ${JSON.stringify(logs[0])}?`, "--audit-id ID goes with logs");
	return described(given, io);
}

const DESCRIBING = ["user", "group", "verb", "resource", "api-group", "namespace", "name", "path"];

async function eventFrom(given: Given, logs: readonly string[], io: MainIO): Promise<AuditEvent | undefined> {
	const [place, id] = [given.text("event"), given.text("audit-id")];
	if (place !== undefined && id !== undefined) throw new UsageError("--event and --audit-id: only one of both");
	if (place !== undefined) return await eventAt(place, io);
	return id === undefined ? undefined : await eventWithID(id, logs, io);
}

function described(given: Given, io: MainIO): Attributes {
	const [verb, path, name, groups] = [given.text("verb"), given.text("path"), given.text("user"), given.texts("group")];
	const resource = resourceFrom(given);
	if (verb === undefined) throw new UsageError("policy explain needs --verb", EXAMPLE);
	if (resource === undefined && path === undefined) throw new UsageError("policy explain needs --resource or --path", EXAMPLE);
	if (name === undefined && groups) throw new UsageError("--group goes with --user", "a request without a user is in no group");
	if (path !== undefined) requirePath(path, resource, io);
	return { user: name === undefined ? undefined : { name, groups: groups ?? [] }, verb, resource, path: path ?? "" };
}

/** A path beside a resource is that resource's; one without is none's, which is told where it looks like one. */
function requirePath(path: string, resource: RequestedResource | undefined, { stderr }: MainIO): void {
	const found = objectOf(path)?.resource;
	if (resource && found !== resource.resource)
		throw new UsageError(`--path ${path} is not of ${resource.resource}: a request is for a resource, or for another path`, EXAMPLE);
	if (!resource && found) say(stderr, `${path} is a resource's: the API server would ask for it as --resource ${found}, not as a path`);
}

const EXAMPLE = "auditail policy explain FILE --user alice --verb get --resource pods -n prod";

function resourceFrom(given: Given): RequestedResource | undefined {
	const written = given.text("resource");
	const stray = ["api-group", "namespace", "name"].find((flag) => given.has(flag));
	if (written === undefined) {
		if (stray) throw new UsageError(`--${stray} goes with --resource`);
		return undefined;
	}
	const [resource = "", subresource = ""] = written.split(/\/(.*)/s);
	const plural = pluralOf(resource);
	if (plural !== resource)
		throw new UsageError(`--resource ${resource}: requests name resources by their plural`, `did you mean ${plural}?`);
	const name = given.text("name") ?? "";
	const isNamespace = resource === "namespaces" && !given.has("api-group");
	return {
		group: given.text("api-group") ?? groupOf(resource) ?? "",
		resource,
		subresource,
		namespace: given.text("namespace") ?? (isNamespace ? name : ""), // a namespace is in itself
		name,
	};
}
