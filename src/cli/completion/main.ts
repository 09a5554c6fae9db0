import { ownPresets } from "../config/load.ts";
import { ExitCode, UsageError } from "../exit.ts";
import type { MainIO } from "../io.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { type Context, contexts, shells } from "./grammar.ts";

const scripts: Readonly<Record<(typeof shells)[number], (contexts: readonly Context[]) => string>> = {
	bash: bashScript,
	zsh: (all) => `autoload -Uz bashcompinit && bashcompinit\n${bashScript(all)}`,
	fish: fishScript,
};

const USAGE = `auditail completion ${shells.join("|")}

Prints a script with which a shell completes flags, their values and commands:
  source <(auditail completion bash)       in ~/.bashrc
  source <(auditail completion zsh)        in ~/.zshrc, behind compinit
  auditail completion fish | source        in ~/.config/fish/config.fish
`;

/** `auditail completion`, without that word. Throws UsageError. */
export async function completion([shell, ...rest]: readonly string[], io: MainIO): Promise<ExitCode> {
	if (shell === "--help" || shell === "-h") {
		io.stdout.write(USAGE);
		return ExitCode.Matched;
	}
	if (shell === "values") return await (await import("./values.ts")).printValues(rest, io);
	const known = shells.find((one) => one === shell);
	if (!known || rest.length > 0)
		throw new UsageError(`completion is for ${shells.join(", ")}: one of them`, "see auditail completion --help");
	io.stdout.write(scripts[known](contexts(await ownPresets([], io))));
	return ExitCode.Matched;
}
