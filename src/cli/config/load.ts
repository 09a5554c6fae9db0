import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { OwnPreset } from "../../query/own-preset.ts";
import { whyUnreadable } from "../../source/source.ts";
import { flagsOfPresets } from "../args.ts";
import { UsageError } from "../exit.ts";
import { type Flag, flags } from "../flags.ts";
import type { MainIO } from "../io.ts";
import { views } from "../view/views.ts";
import { isTrue, settingsOf, strangeVariables } from "./environment.ts";
import { layered, noSettings, type Settings } from "./settings.ts";

/** What is settled for all runs, by a file and by the environment, which counts more. Throws UsageError. */
export async function loadSettings(argv: readonly string[], { env }: Pick<MainIO, "env">): Promise<Settings> {
	const path = configPath(argv, env);
	const file = path === undefined ? noSettings : await settingsInFile(path);
	const known: readonly Pick<Flag, "name" | "placeholder" | "repeats" | "choices">[] = [...flags, ...flagsOfPresets(file.presets)];
	return {
		...file,
		defaults: layered(file.defaults, settingsOf(env, known)),
		notes: strangeVariables(env, [...known, ...Object.values(views).flat()]),
	};
}

/** The user's own presets, for what comes also where a mistake in the settings keeps runs from them: help, completion. */
export async function ownPresets(argv: readonly string[], io: Pick<MainIO, "env">): Promise<readonly OwnPreset[]> {
	try {
		return (await loadSettings(argv, io)).presets;
	} catch {
		return [];
	}
}

/** The YAML library is loaded by who has a file. */
async function settingsInFile(path: string): Promise<Settings> {
	let text: string;
	try {
		if (!statSync(path).isFile()) throw new Error("it is no regular file");
		text = readFileSync(path, "utf8");
	} catch (error) {
		throw new UsageError(`cannot read ${path}: ${whyUnreadable(error as NodeJS.ErrnoException)}`, "--no-config does without it");
	}
	const { settingsIn } = await import("./file.ts");
	return { ...settingsIn(text, path), notes: [] };
}

/** The file that is asked for, or the usual one where there is one. */
function configPath(argv: readonly string[], env: MainIO["env"]): string | undefined {
	const asked = asksFor(argv);
	if (asked !== undefined) return asked || undefined;
	if (isTrue(env.AUDITAIL_NO_CONFIG ?? "", "AUDITAIL_NO_CONFIG")) return undefined;
	if (env.AUDITAIL_CONFIG) return env.AUDITAIL_CONFIG;
	const { XDG_CONFIG_HOME: own = "", HOME: home } = env;
	const folder = isAbsolute(own) ? own : home && join(home, ".config"); // a relative one is to be ignored (XDG Base Directory Specification)
	const usual = folder && join(folder, "auditail", "config.yaml");
	return usual && existsSync(usual) ? usual : undefined;
}

/** What the last of `--config FILE` and `--no-config` says, none being an empty text: it is needed before the command line can be parsed. */
function asksFor(argv: readonly string[]): string | undefined {
	const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
	return argv.slice(0, end).reduce<string | undefined>((asked, word, at) => {
		if (word === "--no-config") return "";
		if (word === "--config") return argv[at + 1] ?? "";
		return word.startsWith("--config=") ? word.slice("--config=".length) : asked;
	}, undefined);
}
