import type { AuditEvent } from "./event.ts";
import { actor } from "./meaning.ts";

/** What sort of user acts. */
export const actorKinds = ["human", "serviceaccount", "node", "controlplane", "anonymous"] as const;

/** By the names that Kubernetes gives its own: what begins with `system:` and is nothing else is a part of the control plane. */
const prefixes: readonly (readonly [string, (typeof actorKinds)[number]])[] = [
	["system:serviceaccount:", "serviceaccount"],
	["system:node:", "node"],
	["system:anonymous", "anonymous"],
	["system:", "controlplane"],
];

/** What sort of user acted: whoever was impersonated, else whoever was authenticated; `anonymous` where nobody was. */
export function actorKind(event: AuditEvent): (typeof actorKinds)[number] {
	const name = actor(event);
	if (!name) return "anonymous";
	return prefixes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? "human";
}
