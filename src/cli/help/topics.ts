import { fields } from "../../query/fields.ts";
import type { OwnPreset } from "../../query/own-preset.ts";
import { presetQueries } from "../../query/preset-queries.ts";
import { presets } from "../../query/presets.ts";
import { names, paths, type Shape } from "../../query/where/names.ts";
import { safe } from "../../render/safe.ts";
import { ownPresets } from "../config/load.ts";
import { type ExitCode, UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import { aligned } from "../tables.ts";

/** `auditail help`, without that word: a page of what there is to ask. Throws UsageError. */
export async function help([topic = "", ...more]: readonly string[], io: MainIO): Promise<ExitCode> {
	const { stdout } = io;
	const own = await ownPresets([], io);
	if (topic === "") {
		stdout.write((await import("./text.ts")).helpText(own));
		return 0;
	}
	const page = Object.hasOwn(topics, topic) && more.length === 0 ? topics[topic] : undefined;
	if (!page)
		throw new UsageError(`help ${[topic, ...more].join(" ")}: there is ${Object.keys(topics).join(", ")}`, "auditail --help has the flags");
	stdout.write(page(own));
	return 0;
}

const columns = (rows: readonly (readonly string[])[]): string =>
	aligned(rows, () => true)
		.map((row) => `  ${row}`)
		.join("\n");

/** Every page. */
export const topics: Readonly<Record<string, (own: readonly OwnPreset[]) => string>> = {
	fields: () => `What calls can be asked for: a flag each, and a name in expressions (auditail help where).

${columns([["FLAG", "IN --where", ""], ...fields.map(({ flag, short, path = "-", describe }) => [`--${flag}${short ? `, -${short}` : ""}`, path, describe])])}

Values: a,b or a flag again is or; different flags are and. * stands for anything, re:REGEX searches, !VALUE and
--not-FLAG exclude, \\ takes the next character as it is, '""' is nothing.
`,

	presets: (own) => `Questions that have a name. Several of them, and other flags: all must hold. In an expression, call.NAME is
true or false: call.rbac || call.secrets. Under each stands the expression that it stands for.

${presets.map(({ name, describe }) => `--${name}: ${describe}\n${indented(presetQueries[name] ?? "")}`).join("\n\n")}
${own.length > 0 ? `\nYours:\n\n${own.map(({ name, describe }) => `--${name}: ${safe(describe)}`).join("\n")}\n` : ""}`,

	where: () => `auditail FILE --where EXPR shows the calls of which an expression in CEL holds, the language of Kubernetes'
own admission policies. Names and types are checked before anything is read.

${columns(paths.map((path) => [path, typeOf(path)]))}

The event's names are the API server's. call is what auditail knows of the whole call; call.writes and the
like are the presets. dyn is whatever a body holds; its whole numbers are int.

What a call lacks: the call does not match, neither with == nor with !=. has(objectRef.name) asks; for keys,
'key' in annotations.

Several --where: one of them must hold; && within one says both. Whole numbers are exact up to 2^53.

Operators   == != < <= > >=  && || !  in  + - * / %  a ? b : c  a.b a['b'] a[0]
Texts       startsWith endsWith contains matches(RE2, in quotes) lowerAscii upperAscii size substring indexOf
Lists       all exists exists_one map filter, as in user.groups.exists(g, g.startsWith('dev-'))
Times       timestamp('2026-11-23T15:00:00Z') duration('1m30s') getHours() getDayOfWeek()
Types       int string double bool type

Examples:
${EXPRESSIONS.map((expression) => `  ${expression}`).join("\n")}
`,
};

/** The expressions that the page shows. */
export const EXPRESSIONS: readonly string[] = [
	"verb == 'delete' && !user.username.startsWith('system:')",
	"responseStatus.code / 100 == 5 && call.duration > duration('1s')",
	"call.rbac && 'system:masters' in user.groups",
	"has(impersonatedUser.username) && impersonatedUser.username != user.username",
	"stageTimestamp.getHours('Europe/Berlin') < 6 && call.humans && call.writes",
	"int(call.parameters['limit']) > 500 && verb == 'list'",
	"requestObject.spec.replicas == 0 && call.resource.startsWith('deployments.apps')",
	"requestObject.spec.template.spec.containers.exists(c, c.image.matches(':latest$'))",
	"annotations.exists(k, k.startsWith('mutation.webhook') && annotations[k].contains('\"mutated\":true'))",
];

function typeOf(path: string): string {
	const type = path.split(".").reduce<Shape>((shape, part) => (typeof shape === "string" ? shape : (shape[part] ?? "")), names);
	return type === "micros" ? "duration" : String(type).replace("google.protobuf.Timestamp", "timestamp");
}

const indented = (text: string): string => text.replaceAll(/^/gm, "    ");
