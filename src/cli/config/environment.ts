import { nearest } from "../../audit/nearest.ts";
import { UsageError } from "../exit.ts";
import type { Flag } from "../flags.ts";
import type { MainIO } from "../io.ts";
import { isChoice } from "../parser.ts";
import type { Setting } from "./settings.ts";

const PREFIX = "AUDITAIL_";
/** The log that is read where none is named; the file of settings, and that there is none. */
const OTHERS: readonly string[] = [`${PREFIX}FILE`, `${PREFIX}CONFIG`, `${PREFIX}NO_CONFIG`];

/** The variable that stands for a flag: `not-user` is AUDITAIL_NOT_USER. */
export const variableOf = (name: string): string => PREFIX + name.replaceAll("-", "_").toUpperCase();

/** What the environment says of flags; an empty variable says nothing. Throws UsageError, which names the variable. */
export function settingsOf(
	env: MainIO["env"],
	flags: readonly Pick<Flag, "name" | "placeholder" | "repeats" | "choices">[],
): Map<string, Setting> {
	return new Map(
		flags.flatMap((flag): [string, Setting][] => {
			const origin = variableOf(flag.name);
			const text = env[origin];
			return text ? [[flag.name, { value: settingFrom(flag, text, origin), origin }]] : [];
		}),
	);
}

function settingFrom(
	{ placeholder, repeats, choices }: Pick<Flag, "placeholder" | "repeats" | "choices">,
	text: string,
	variable: string,
): Setting["value"] {
	if (placeholder === undefined) return isTrue(text, variable);
	if (choices && !isChoice(text, choices)) throw new UsageError(`${variable}=${text}: is none of ${choices.join(", ")}`, "");
	return repeats ? [text] : text;
}

/** True or false, as people say it in variables. Throws UsageError. */
export function isTrue(text: string, variable: string): boolean {
	if (/^(?:1|true|yes|on)$/i.test(text)) return true;
	if (/^(?:0|false|no|off|)$/i.test(text)) return false;
	throw new UsageError(`${variable}=${text}: is neither true nor false`, `${variable}=1, or =0`);
}

/** What Kubernetes sets in the pods of a namespace that has a Service called `auditail`. */
const SERVICE = /^AUDITAIL_(?:SERVICE_(?:HOST|PORT)|PORT)(?:_|$)/;

/** Variables that look like ours and are none. */
export function strangeVariables(env: MainIO["env"], flags: readonly Pick<Flag, "name">[]): string[] {
	const known = [...flags.map(({ name }) => variableOf(name)), ...OTHERS];
	return Object.keys(env)
		.filter((name) => name.startsWith(PREFIX) && !known.includes(name) && !SERVICE.test(name))
		.map((name) => {
			const right = nearest(name, known);
			return `${name} stands for no flag${right ? `: did you mean ${right}?` : ""}`;
		});
}
