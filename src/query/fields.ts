import type { Call } from "../audit/call.ts";
import { levels, type ObjectReference, stages } from "../audit/event.ts";
import { accountName, actor, nobody, peerAddress } from "../audit/meaning.ts";
import { addressMatcher, addressNeedle } from "./address.ts";
import { codeMatcher } from "./code.ts";
import { type Alternatives, anyOf, beginningNeedle, textNeedle } from "./needle.ts";
import type { Predicate } from "./predicate.ts";
import { QueryError } from "./query-error.ts";
import { resourceMatcher, resourceNeedle } from "./resource.ts";
import { glob, literal, matcher, type Value } from "./value.ts";

/** Something that people filter calls by: one row here is a flag, its negation, its help, and what it asks a call. */
export interface Field {
	/** The flag's name, without dashes; `not-NAME` negates it. */
	readonly flag: string;
	/** The short flag, if it has one. */
	readonly short?: string;
	/** What stands for the value in the help. */
	readonly placeholder: string;
	/** One line of help. */
	readonly describe: string;
	/** What one value asks of a call, its negation aside. Throws QueryError for a value that cannot be right. */
	readonly test: (value: Value) => Predicate;
	/** What the lines of a call hold that one value matches, where every stage has the field, and the same in it. */
	readonly needle?: (value: Value) => Alternatives;
}

/** A field with any number of readings in a call: a value matches when it matches one of them, `""` when there is none. */
const reading =
	<T>(read: (call: Call) => readonly (T | undefined)[], match: (value: Value) => (item: T) => boolean) =>
	(value: Value): Predicate => {
		if (value.text === "") return (call) => read(call).every((item) => item === undefined || item === "");
		const matches = match(value);
		return (call) => read(call).some((item) => item !== undefined && item !== "" && matches(item));
	};

/** `(nobody)`, as rows show a call without a user, asks for just that. */
const orNobody =
	(test: Field["test"]): Field["test"] =>
	(value) =>
		test(value.text === nobody ? { ...value, text: "" } : value);

/** A text, or what it begins with. */
const beginning = (value: Value): ((text: string) => boolean) => {
	const start = literal(value);
	return start === undefined ? (value.regex ?? glob(`${value.text}*`)) : (text) => text.startsWith(start);
};

/** A word from a closed list, in any case; `*` and `re:` ask the list. */
const oneOf =
	(words: readonly string[]) =>
	(value: Value): ((word: string) => boolean) => {
		const text = literal(value)?.toLowerCase();
		if (text === undefined) return matcher(value);
		const word = words.find((candidate) => candidate.toLowerCase() === text);
		if (word === undefined)
			throw new QueryError(
				value.flag,
				value.text,
				`is none of ${words.join(", ")}`,
				`for another word: --${value.flag} 're:^${value.text}$'`,
			);
		return (candidate) => candidate === word;
	};

/** A user's name in either spelling: `sa:NS:NAME` stands for `system:serviceaccount:NS:NAME`, as rows show it. */
const userName = (value: Value): ((name: string) => boolean) => {
	const matches = matcher(value);
	return value.text.startsWith("sa:") ? (name) => matches(name) || matches(accountName(name)) : matches;
};

/** `sa:NS:NAME` is not how it is written in a log. */
const userNeedle = (value: Value): Alternatives => {
	if (value.text === nobody) return undefined;
	const account = value.text.startsWith("sa:") ? [{ ...value, text: `system:serviceaccount:${value.text.slice(3)}` }] : [];
	return anyOf([value, ...account].map((name) => textNeedle(name)));
};

/** A Namespace that is created has no name before the last stage. */
const namespaceNeedle = (value: Value): Alternatives => {
	const name = textNeedle(value);
	return name && [...name, '"/api/v1/namespaces"', '"/api/v1/namespaces?'];
};

const namespaceName = (value: Value): ((name: string) => boolean) => {
	if (/^\d+$/.test(value.text)) {
		throw new QueryError(
			value.flag,
			value.text,
			"a namespace of digits only is unlikely",
			`for the last ${value.text} calls: --tail ${value.text} (a namespace that is really called so: '\\${value.text}')`,
		);
	}
	return matcher(value);
};

/** The namespaces a call is about: its own, and for a Namespace object that object's name. */
const namespaces = ({ event: { objectRef } }: Call): (string | undefined)[] =>
	objectRef?.resource === "namespaces" && !objectRef.apiGroup ? [objectRef.namespace, objectRef.name] : [objectRef?.namespace];

const reference = ({ event }: Call): (ObjectReference | undefined)[] => [event.objectRef ?? undefined];

/** Every field, in the order of the help. */
export const fields: readonly Field[] = [
	{
		flag: "user",
		placeholder: "NAME",
		describe: "who was authenticated (sa:NS:NAME for a service account)",
		test: orNobody(reading(({ event }) => [event.user?.username], userName)),
		needle: userNeedle,
	},
	{
		flag: "as",
		placeholder: "NAME",
		describe: "whom the user impersonated",
		test: reading(({ event }) => [event.impersonatedUser?.username], userName),
	},
	{
		flag: "actor",
		placeholder: "NAME",
		describe: "who acted: the impersonated user if there is one, else the user",
		test: orNobody(reading(({ event }) => [actor(event)], userName)),
	},
	{
		flag: "group",
		placeholder: "NAME",
		describe: "a group of the authenticated user",
		test: reading(({ event }) => event.user?.groups ?? [], matcher),
		needle: (value) => textNeedle(value),
	},
	{
		flag: "verb",
		placeholder: "VERB",
		describe: "get, list, watch, create, update, patch, delete, deletecollection",
		test: reading(
			({ event }) => [event.verb],
			(value) => matcher({ ...value, text: value.text.toLowerCase() }),
		),
		needle: (value) => textNeedle({ ...value, text: value.text.toLowerCase() }),
	},
	{
		flag: "resource",
		placeholder: "RESOURCE",
		describe: "po, deployments.apps, pods/exec, '*.rbac.authorization.k8s.io'",
		test: reading(reference, resourceMatcher),
		needle: resourceNeedle,
	},
	{
		flag: "subresource",
		placeholder: "NAME",
		describe: "status, scale, exec, log, token, …",
		test: reading(({ event }) => [event.objectRef?.subresource], matcher),
		needle: (value) => textNeedle(value),
	},
	{
		flag: "namespace",
		short: "n",
		placeholder: "NAME",
		describe: "the namespace, the Namespace object itself included",
		test: reading(namespaces, namespaceName),
		needle: namespaceNeedle,
	},
	{
		flag: "name",
		placeholder: "NAME",
		describe: "the object's name",
		test: reading(({ event }) => [event.objectRef?.name], matcher),
	},
	{
		flag: "code",
		placeholder: "CODE",
		describe: "the response code: 403, 4xx, '>=400'",
		test: reading(({ event }) => [event.responseStatus?.code], codeMatcher),
	},
	{
		flag: "stage",
		placeholder: "STAGE",
		describe: "a stage that was recorded: RequestReceived, ResponseStarted, …",
		test: reading((call) => call.stages.map(({ stage }) => stage), oneOf(stages)),
	},
	{
		flag: "level",
		placeholder: "LEVEL",
		describe: "the policy's level: Metadata, Request, RequestResponse",
		test: reading(({ event }) => [event.level], oneOf(levels)),
	},
	{
		flag: "audit-id",
		placeholder: "ID",
		describe: "the audit ID, or its beginning",
		test: reading(({ event }) => [event.auditID], beginning),
		needle: beginningNeedle,
	},
	{
		flag: "source-ip",
		placeholder: "IP",
		describe: "the address the request came from: 10.1.2.3, 10.0.0.0/8",
		test: reading(({ event }) => [peerAddress(event)], addressMatcher),
		needle: addressNeedle,
	},
	{
		flag: "user-agent",
		placeholder: "TEXT",
		describe: "the client, such as 'kubectl/*'",
		test: reading(({ event }) => [event.userAgent], matcher),
		needle: (value) => textNeedle(value),
	},
	{
		flag: "uri",
		placeholder: "PATH",
		describe: "the request's path, with or without its query: '/healthz*'",
		test: reading(({ event }) => [event.requestURI, event.requestURI?.split("?", 1)[0]], matcher),
		needle: beginningNeedle, // behind a path, the query may follow
	},
];
