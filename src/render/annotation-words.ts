import { asObject, asText, parsedJSON } from "../audit/json.ts";

/** What an annotation means, by its key; a row each (the keys are those of k8s.io/apiserver, pod-security-admission and kubernetes/kubernetes). */
const meanings: readonly (readonly [key: RegExp, mean: (text: string, match: RegExpExecArray) => string | undefined])[] = [
	[/^authorization\.k8s\.io\/reason$/, (text) => (text === "" ? "no reason: so it is for system:masters" : undefined)],
	[/^mutation\.webhook\.admission\.k8s\.io\/round_(\d+)_index_(\d+)$/, mutated],
	[/^patch\.webhook\.admission\.k8s\.io\/round_(\d+)_index_(\d+)$/, patched],
	[
		/^failed-open\.(mutation|validating)\.webhook\.admission\.k8s\.io\//,
		(text, [, kind]) => `the ${kind === "mutation" ? "mutating" : kind} webhook ${text} did not answer, and was passed over`,
	],
	[/^validation\.policy\.admission\.k8s\.io\/validation_failure$/, failedPolicies],
	[/^pod-security\.kubernetes\.io\/enforce-policy$/, (text) => `Pod Security enforces ${text} here`],
	[/^pod-security\.kubernetes\.io\/audit-violations$/, () => "what Pod Security only notes here"],
	[/^pod-security\.kubernetes\.io\/exempt$/, (text) => `exempt from Pod Security for its ${text}`],
	[/^pod-security\.kubernetes\.io\/error$/, () => "Pod Security could not tell"],
	[/^authentication\.kubernetes\.io\/issued-credential-id$/, () => "the ID of the token that was issued: --credential finds its use"],
	[/^authentication\.k8s\.io\/stale-token$/, () => "the token should have been renewed: one day it will not be taken"],
	[/^authentication\.k8s\.io\/legacy-token/, () => "a token that does not expire"],
	[/^apiserver\.latency\.k8s\.io\/(.+)$/, (text, [, part = ""]) => `${part.replaceAll("-", " ")} took ${text}`],
	[/^k8s\.io\/deprecated$/, () => "this API will go away"],
	[/^k8s\.io\/removed-release$/, (text) => `it is gone in Kubernetes ${text}`],
	[/^(?:insecure-sha1|missing-san)\.invalid-cert\.kubernetes\.io\//, () => "a server's certificate will not be taken for long"],
	[/^audit\.k8s\.io\/truncated$/, () => "the bodies were too large, and left out"],
];

/** What an annotation of an event means, in words; undefined for one that nobody knows, or that says it itself. */
export function annotationWords(key: string, text: string): string | undefined {
	for (const [pattern, mean] of meanings) {
		const match = pattern.exec(key);
		if (match) return mean(text, match);
	}
	return undefined;
}

const webhookIn = (text: string): string | undefined => {
	const { webhook, configuration } = asObject(parsedJSON(text));
	return asText(webhook) && `the webhook ${asText(webhook)}${asText(configuration) ? ` of ${asText(configuration)}` : ""}`;
};

function mutated(text: string): string | undefined {
	const webhook = webhookIn(text);
	return webhook && `${webhook} ${asObject(parsedJSON(text)).mutated === true ? "changed the object" : "changed nothing"}`;
}

function patched(text: string): string | undefined {
	const webhook = webhookIn(text);
	const { patch } = asObject(parsedJSON(text));
	if (!webhook || !Array.isArray(patch)) return undefined;
	const steps = patch.map((step) => `${asText(asObject(step).op)} ${asText(asObject(step).path)}`);
	return `${webhook} changed: ${steps.slice(0, MOST_STEPS).join(", ")}${steps.length > MOST_STEPS ? `, and ${steps.length - MOST_STEPS} more` : ""}`;
}

const MOST_STEPS = 8;

function failedPolicies(text: string): string | undefined {
	const failures = parsedJSON(text);
	if (!Array.isArray(failures)) return undefined;
	return failures
		.map(asObject)
		.map(
			({ policy, validationActions, message }) =>
				`the policy ${asText(policy)} (${[validationActions].flat().join(", ")}): ${asText(message)}`,
		)
		.join("; ");
}
