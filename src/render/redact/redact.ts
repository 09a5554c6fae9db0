import type { Call, Line } from "../../audit/call.ts";
import { type AuditEvent, isAuditEvent, type ObjectReference } from "../../audit/event.ts";
import { isObject, parsedJSON } from "../../audit/json.ts";
import { withBodies } from "../bounded.ts";
import { withoutSecrets, withTexts } from "./bodies.ts";
import { MARK, Secrets } from "./secrets.ts";

/** What is shown of a call, and what of that is to be hidden. */
export interface RedactOptions {
	/** Bodies are shown, not only looked at for what is repeated elsewhere. */
	readonly bodies: boolean;
	/** The lines of events are shown. */
	readonly lines: boolean;
	/** The arguments of commands that were run in containers are hidden, too. */
	readonly commands: boolean;
}

/** Hides secret values in calls: of Secrets, tokens, environments, URIs, and wherever those values are repeated. */
export class Redactor {
	readonly #options: RedactOptions;
	/** A call comes again when it has ended: what is shown of it is the same object then. */
	readonly #shown = new WeakMap<Call, Call>();
	/** Calls in which something was hidden. */
	count = 0;

	constructor(options: RedactOptions) {
		this.#options = options;
	}

	/** A call as it may be shown; the call itself where it has nothing to hide. */
	redacted(call: Call): Call {
		const secrets = new Secrets();
		const event = this.#event(call.event, secrets);
		const lines = this.#options.lines ? call.lines.map((line) => this.#line(line, secrets)) : call.lines;
		const isSame = event === call.event && lines.every((line, at) => line === call.lines[at]);
		if (isSame && !this.#shown.has(call)) return call;
		if (!isSame) this.count += 1;
		const shown = Object.assign(this.#shown.get(call) ?? {}, call, { event, lines });
		this.#shown.set(call, shown);
		return shown;
	}

	#event(event: AuditEvent, secrets: Secrets): AuditEvent {
		const hasBodies = this.#looksAtBodies(event);
		if (!hasBodies && !mayHold(event)) return event;
		const bodies = hasBodies ? this.#bodies(event, secrets) : {};
		const parts = { ...(this.#options.bodies ? bodies : {}), ...this.#texts(event, secrets) };
		const isSame = Object.entries(parts).every(([key, value]) => value === event[key as keyof AuditEvent]);
		return isSame ? event : { ...event, ...parts };
	}

	#looksAtBodies({ requestObject, responseObject, responseStatus, annotations }: AuditEvent): boolean {
		const isThere = requestObject !== undefined || responseObject !== undefined;
		return isThere && (this.#options.bodies || responseStatus?.message !== undefined || annotations !== undefined);
	}

	#bodies(event: AuditEvent, secrets: Secrets): Pick<AuditEvent, "requestObject" | "responseObject"> {
		const { requestObject, responseObject, objectRef } = event;
		const isSecret = isSecrets(objectRef);
		const without = (body: unknown): unknown => withoutSecrets(body, secrets, { isSecret });
		try {
			const [request, response] = [without(requestObject), without(responseObject)];
			// a Status repeats what is wrong
			return {
				requestObject: request,
				responseObject: isStatus(response) ? withTexts(response, (text) => hiddenIn(text, secrets, isSecret)) : response,
			};
		} catch (error) {
			if (!(error instanceof RangeError)) throw error; // nested deeper than the stack
			const hidden = withBodies(event, MARK);
			return { requestObject: hidden.requestObject, responseObject: hidden.responseObject };
		}
	}

	#texts({ requestURI, responseStatus, annotations = {}, objectRef }: AuditEvent, secrets: Secrets): Partial<AuditEvent> {
		const message = responseStatus?.message && hiddenIn(responseStatus.message, secrets, isSecrets(objectRef));
		const notes = notesWithout(annotations, secrets);
		return {
			...(requestURI === undefined ? {} : { requestURI: this.#uri(requestURI, secrets) }),
			...(message === responseStatus?.message ? {} : { responseStatus: { ...responseStatus, ...(message ? { message } : {}) } }),
			...(notes === annotations ? {} : { annotations: notes }),
		};
	}

	#uri(uri: string, secrets: Secrets): string {
		const hidden = hiddenIn(uri, secrets)
			.replaceAll(PARAMETER, `$1${MARK}`)
			.replaceAll(SCHEME, `$1${MARK}`)
			.replaceAll(USERINFO, `$1${MARK}$2`);
		return this.#options.commands ? hidden.replaceAll(COMMAND, `$1${MARK}`) : hidden;
	}

	/** A line that is no event of ours, but was translated, keeps what stood in it. */
	#line(line: Line, secrets: Secrets): Line {
		const event = parsedJSON(line.toString());
		const redacted = isAuditEvent(event) ? this.#event(event, new Secrets()) : event;
		if (isAuditEvent(event)) return redacted === event ? line : lineOf(redacted as AuditEvent);
		return secrets.isEmpty ? line : secrets.without(line.toString());
	}
}

/** False for an event whose texts need no second look: nearly all of them. */
const mayHold = ({ requestURI = "", responseStatus, annotations, objectRef }: AuditEvent): boolean =>
	SUSPICIOUS.test(requestURI) || (responseStatus?.message !== undefined && isSecrets(objectRef)) || hasPatch(annotations ?? {});

type Annotations = NonNullable<AuditEvent["annotations"]>;

/** Annotations, which may hold a patch, or repeat what was found; themselves where nothing is to be hidden. */
function notesWithout(annotations: Annotations, secrets: Secrets): Annotations {
	if (secrets.isEmpty && !hasPatch(annotations)) return annotations;
	const notes = Object.entries(annotations).map(([key, text]): [string, string] => [
		key,
		hiddenIn(patchWithout(key, text, secrets), secrets),
	]);
	return notes.every(([key, text]) => text === annotations[key]) ? annotations : Object.fromEntries(notes);
}

/** The annotation that holds what a webhook changed: a JSON patch (k8s.io/apiserver `pkg/admission/plugin/webhook/mutating`). */
const isPatchOfWebhook = (key: string): boolean => key.startsWith("patch.webhook.admission.k8s.io/");

function hasPatch(annotations: Annotations): boolean {
	for (const key in annotations) if (isPatchOfWebhook(key)) return true;
	return false;
}

const isSecrets = (reference: ObjectReference | undefined): boolean => reference?.resource === "secrets" && !reference.apiGroup;
const isStatus = (body: unknown): boolean => isObject(body) && body.kind === "Status";

/** What one of the four below has in it. */
const SUSPICIOUS = /token=|passwd=|password=|pwd=|secret=|key=|auth(?:orization)?=|sig(?:nature)?=|bearer|basic|:\/\/|%3A%2F%2F|command=/i;
/** Parameters of a URI that hold what lets somebody in. */
const PARAMETER =
	/([?&](?:(?:access_?|id_|refresh_)?token|passw(?:or)?d|pwd|(?:client_)?secret|api_?key|auth(?:orization)?|sig(?:nature)?)=)[^&]+/gi;
/** A token or password as a header has it. */
const SCHEME = /\b((?:bearer|basic)(?:%20|\+| ))[^&\s]+/gi;
/** `user:password@` before a host, also percent-encoded. */
const USERINFO = /(:\/\/|%3A%2F%2F)[^/@&?\s%:]{0,256}(?::|%3A)[^/@&?\s]{0,256}?(@|%40)/gi;
/** The words of a command that is run in a container. */
const COMMAND = /([?&]command=)[^&]*/g;
/** What the API server found wrong with a value: it says the value. */
const WRONG = /((?:Invalid|Unsupported) value: )(?:"(?:[^"\\]|\\.)*"|[^\s:,]+)/g;

/** A text without the secrets that were found, and, where it is about a Secret, without the values that it quotes. */
function hiddenIn(text: string, secrets: Secrets, isSecret = false): string {
	const quoted = isSecret ? text.replaceAll(WRONG, `$1${MARK}`) : text;
	return secrets.isEmpty ? quoted : secrets.without(quoted);
}

function patchWithout(key: string, text: string, secrets: Secrets): string {
	if (!isPatchOfWebhook(key)) return text;
	const patch = parsedJSON(text);
	const without = withoutSecrets(patch, secrets, { isSecret: false });
	return without === patch ? text : JSON.stringify(without);
}

/** An event as a line; without its bodies where they are nested deeper than the stack. */
function lineOf(event: AuditEvent): string {
	try {
		return JSON.stringify(event);
	} catch (error) {
		if (error instanceof RangeError) return JSON.stringify(withBodies(event, MARK));
		throw error;
	}
}
