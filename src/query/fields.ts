import { actorKind, actorKinds } from "../audit/actor-kind.ts";
import type { Call } from "../audit/call.ts";
import { levels, type ObjectReference, stages } from "../audit/event.ts";
import { actor, credentialsOf, kubectlCommand, parameters, peerAddress } from "../audit/meaning.ts";
import { outcomeOf, outcomes } from "../audit/outcome.ts";
import { builtInResources } from "../audit/resources.ts";
import { addressMatcher, addressNeedle } from "./address.ts";
import { codeMatcher } from "./code.ts";
import { beginning, type Field, oneOf, orNobody, reading } from "./field.ts";
import { namespaceName, namespaceNeedle, namespaces } from "./namespace.ts";
import { beginningNeedle, textNeedle } from "./needle.ts";
import { resourceMatcher, resourceName, resourceNeedle } from "./resource.ts";
import { timing } from "./timing.ts";
import { touchNeedle, touchOf } from "./touching.ts";
import { userName, userNeedle } from "./user.ts";
import { glob, matcher, type Value } from "./value.ts";

const reference = ({ event }: Call): (ObjectReference | undefined)[] => [event.objectRef ?? undefined];

/** `KEY` or `KEY=VALUE`, each with its wildcards. */
function annotationMatcher(value: Value): (annotation: string) => boolean {
	if (value.regex) return value.regex;
	return value.text.includes("=") ? glob(value.text) : glob(`${value.text}=*`);
}

/** `JTI=…` and `X509SHA256=…` in full, or without what stands before the sign. */
const credentialMatcher = (value: Value): ((id: string) => boolean) => {
	const matches = matcher(value);
	return (id) => matches(id) || matches(id.slice(id.indexOf("=") + 1));
};

/** Every field, in the order of the help. */
export const fields: readonly Field[] = [
	{
		flag: "user",
		path: "user.username",
		placeholder: "NAME",
		isSampled: true,
		describe: "who was authenticated (sa:NS:NAME for a service account)",
		...orNobody(reading(({ event }) => [event.user?.username], userName)),
		needle: userNeedle,
	},
	{
		flag: "as",
		path: "impersonatedUser.username",
		placeholder: "NAME",
		isSampled: true,
		describe: "whom the user impersonated",
		...reading(({ event }) => [event.impersonatedUser?.username], userName),
	},
	{
		flag: "actor",
		path: "call.actor",
		placeholder: "NAME",
		isSampled: true,
		describe: "who acted: the impersonated user if there is one, else the user",
		...orNobody(reading(({ event }) => [actor(event)], userName)),
	},
	{
		flag: "group",
		path: "user.groups",
		placeholder: "NAME",
		isSampled: true,
		describe: "a group of the authenticated user",
		...reading(({ event }) => event.user?.groups ?? [], matcher),
		needle: (value) => textNeedle(value),
	},
	{
		flag: "verb",
		path: "verb",
		placeholder: "VERB",
		describe: "get, list, watch, create, update, patch, delete, deletecollection",
		words: ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
		...reading(
			({ event }) => [event.verb],
			(value) => matcher({ ...value, text: value.text.toLowerCase() }),
		),
		needle: (value) => textNeedle({ ...value, text: value.text.toLowerCase() }),
	},
	{
		flag: "resource",
		path: "call.resource",
		placeholder: "RESOURCE",
		describe: "po, deployments.apps, pods/exec, '*.rbac.authorization.k8s.io'",
		words: builtInResources,
		...reading(reference, resourceMatcher, resourceName),
		needle: resourceNeedle,
	},
	{
		flag: "subresource",
		path: "objectRef.subresource",
		placeholder: "NAME",
		describe: "status, scale, exec, log, token, …",
		words: [
			"status",
			"scale",
			"exec",
			"attach",
			"portforward",
			"log",
			"token",
			"eviction",
			"ephemeralcontainers",
			"binding",
			"approval",
			"proxy",
		],
		...reading(({ event }) => [event.objectRef?.subresource], matcher),
		needle: (value) => textNeedle(value),
	},
	{
		flag: "namespace",
		short: "n",
		path: "objectRef.namespace",
		placeholder: "NAME",
		isSampled: true,
		describe: "the namespace, the Namespace object itself included",
		...reading(namespaces, namespaceName),
		needle: namespaceNeedle,
	},
	{
		flag: "name",
		path: "objectRef.name",
		placeholder: "NAME",
		isSampled: true,
		describe: "the object's name",
		...reading(({ event }) => [event.objectRef?.name], matcher),
	},
	{
		flag: "touching",
		placeholder: "OBJECT",
		describe: "what touched it, or may have, unnamed: RESOURCE/NAMESPACE/NAME",
		test: (value) => {
			const touch = touchOf(value);
			return (call) => touch(call) !== undefined;
		},
		remark: (value) => {
			const touch = touchOf(value);
			return (call) => (touch(call) === "mayInclude" ? `may include ${value.text}` : undefined);
		},
		needle: touchNeedle,
	},
	{
		flag: "uid",
		path: "objectRef.uid",
		placeholder: "UID",
		describe: "the object's UID, where it is recorded",
		...reading(({ event }) => [event.objectRef?.uid], beginning),
	},
	{
		flag: "code",
		path: "responseStatus.code",
		placeholder: "CODE",
		describe: "the response code: 403, 4xx, '>=400'",
		...reading(({ event }) => [event.responseStatus?.code], codeMatcher),
	},
	{
		flag: "stage",
		path: "call.stages",
		placeholder: "STAGE",
		describe: "a stage that was recorded: RequestReceived, ResponseStarted, …",
		words: stages,
		...reading((call) => call.stages.map(({ stage }) => stage), oneOf(stages)),
	},
	{
		flag: "level",
		path: "level",
		placeholder: "LEVEL",
		describe: "the policy's level: Metadata, Request, RequestResponse",
		words: levels.slice(1),
		...reading(({ event }) => [event.level], oneOf(levels)),
	},
	{
		flag: "audit-id",
		path: "auditID",
		placeholder: "ID",
		describe: "the audit ID, or its beginning",
		...reading(({ event }) => [event.auditID], beginning),
		needle: beginningNeedle,
	},
	{
		flag: "source-ip",
		path: "call.sourceIP",
		placeholder: "IP",
		describe: "the address the request came from: 10.1.2.3, 10.0.0.0/8",
		...reading(({ event }) => [peerAddress(event)], addressMatcher),
		needle: addressNeedle,
	},
	{
		flag: "user-agent",
		path: "userAgent",
		placeholder: "TEXT",
		describe: "the client, such as 'kubectl/*'",
		...reading(({ event }) => [event.userAgent], matcher),
		needle: (value) => textNeedle(value),
	},
	{
		flag: "uri",
		path: "requestURI",
		placeholder: "PATH",
		describe: "the request's path, with or without its query: '/healthz*'",
		...reading(({ event }) => [event.requestURI, event.requestURI?.split("?", 1)[0]], matcher),
		needle: beginningNeedle, // behind a path, the query may follow
	},
	{
		flag: "claimed-ip",
		path: "sourceIPs",
		placeholder: "IP",
		describe: "an address that the client, or a proxy, says it came from before",
		...reading(({ event }) => event.sourceIPs?.slice(0, -1) ?? [], addressMatcher),
	},
	{
		flag: "field-manager",
		path: "call.fieldManager",
		placeholder: "NAME",
		describe: "who manages the fields that are written, such as 'kubectl*'",
		...reading(({ event }) => [parameters(event).get("fieldManager") ?? undefined], matcher),
	},
	{
		flag: "decision",
		path: "call.decision",
		placeholder: "WORD",
		describe: "the authorizer's: allow or forbid",
		words: ["allow", "forbid"],
		...reading(({ event }) => [event.annotations?.["authorization.k8s.io/decision"]], oneOf(["allow", "forbid"])),
	},
	{
		flag: "reason",
		path: "responseStatus.reason",
		placeholder: "TEXT",
		describe: "the authorizer's, or the status's: '*ClusterRole \"admin\"*', NotFound",
		...reading(({ event }) => [event.annotations?.["authorization.k8s.io/reason"], event.responseStatus?.reason], matcher),
	},
	{
		flag: "annotation",
		path: "annotations",
		placeholder: "KEY",
		describe: "an annotation, as KEY or KEY=VALUE: 'pod-security.kubernetes.io/*'",
		...reading(({ event }) => Object.entries(event.annotations ?? {}).map(([key, text]) => `${key}=${text}`), annotationMatcher),
	},
	{
		flag: "credential",
		placeholder: "ID",
		describe: "a token's or certificate's ID, used or issued: JTI=…, or what stands behind it",
		...reading(({ event }) => credentialsOf(event), credentialMatcher),
	},
	{
		flag: "kubectl-command",
		path: "call.kubectlCommand",
		placeholder: "NAME",
		describe: "kubectl's subcommand or plugin, where it tells: create, edit, rollout",
		...reading(({ event }) => [kubectlCommand(event)], matcher),
	},
	{
		flag: "caller-pod",
		path: "call.callerPod",
		placeholder: "NAME",
		describe: "the pod whose service account token was used, as far as that is recorded",
		...reading(({ event }) => event.user?.extra?.["authentication.kubernetes.io/pod-name"] ?? [], matcher),
	},
	{
		flag: "caller-node",
		path: "call.callerNode",
		placeholder: "NAME",
		describe: "that pod's node",
		...reading(({ event }) => event.user?.extra?.["authentication.kubernetes.io/node-name"] ?? [], matcher),
	},
	{
		flag: "slower",
		path: "call.duration",
		placeholder: "TIME",
		describe: "what took as long or longer: 1s, 500ms",
		test: timing((took, limit) => took >= limit),
	},
	{
		flag: "faster",
		path: "call.duration",
		placeholder: "TIME",
		describe: "what took less",
		test: timing((took, limit) => took < limit),
	},
	{
		flag: "outcome",
		path: "call.outcome",
		placeholder: "WORD",
		describe: "what came of it: allowed, denied, failed, open, panic",
		words: outcomes,
		...reading((call) => [outcomeOf(call)], oneOf(outcomes)),
	},
	{
		flag: "actor-kind",
		path: "call.actorKind",
		placeholder: "WORD",
		describe: "who acted: human, serviceaccount, node, controlplane, anonymous",
		words: actorKinds,
		...reading(({ event }) => [actorKind(event)], oneOf(actorKinds)),
	},
];
