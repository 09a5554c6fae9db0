import type { CompletedFlag, Context } from "./grammar.ts";

/** A script for bash, which zsh takes, too, with its bashcompinit. */
export const bashScript = (contexts: readonly Context[]): string => `# auditail's completion for bash: source <(auditail completion bash)
_auditail_words() { # of a list with commas, the last word
	local head=
	if [[ $cur == *,* ]]; then head=\${cur%,*},; fi
	COMPREPLY=($(compgen -P "$head" -W "$1" -- "\${cur##*,}"))
}
_auditail_sampled() { # what the logs that are named have of a field; where bash takes a colon for the end of a word, what is behind the last one
	local word=\${line##*[[:space:]]} names head= before=
	word=\${word#--*=}
	compopt +o default 2>/dev/null
	names=$(auditail completion values "$1" "\${typed[@]:1}" 2>/dev/null)
	if [[ $word == *,* ]]; then head=\${word%,*},; fi
	if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then before=\${word%"\${word##*:}"}; fi
	COMPREPLY=($(compgen -P "$head" -W "$names" -- "\${word##*,}"))
	COMPREPLY=("\${COMPREPLY[@]#"$before"}")
}
_auditail() {
	local line=\${COMP_LINE:0:COMP_POINT} typed
	read -ra typed <<< "$line"
	local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} context=\${COMP_WORDS[1]}
	COMPREPLY=()
	# --flag=value comes in three words
	if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
	if [[ \${line##*[[:space:]]} == *:* && $COMP_WORDBREAKS == *:* ]]; then # a word with colons comes in several words
		prev=\${typed[-1]}
		if [[ $prev == --*=* ]]; then prev=\${prev%%=*}; else prev=\${typed[-2]}; fi
	fi
	case $context in
${firstWords(contexts).join("\n")}
		*) context= ;;
	esac
	if (( COMP_CWORD == 1 )); then context=; fi
	case "$context:$prev" in
${contexts.flatMap(values).join("\n")}
	esac
	local flags= negations= next= words=0
	case $context in
${contexts.map(wordsOf).join("\n")}
	esac
	if [[ $cur == --n* ]]; then flags="$flags $negations"; fi
	if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$flags" -- "$cur"))
	elif (( COMP_CWORD == words )); then COMPREPLY=($(compgen -W "$next" -- "$cur")); fi
}
complete -o default -F _auditail auditail
`;

/** The commands that have a context of their own, or one with the word behind them. */
const firstWords = (contexts: readonly Context[]): string[] =>
	contexts
		.filter(({ words }) => words.length === 1)
		.map(({ words: [word] }) => {
			const isNested = contexts.some(({ words }) => words.length === 2 && words[0] === word);
			return `\t\t${word}) ${isNested ? `if (( COMP_CWORD > 2 )); then context="${word} \${COMP_WORDS[2]}"; fi ` : ""};;`;
		});

/** What comes behind the flags that take a value. */
const values = ({ words, flags }: Context): string[] =>
	flags.flatMap((flag) => {
		const action = actionOf(flag);
		return action ? [`\t\t${flag.names.map((name) => `"${words.join(" ")}:${name}"`).join("|")}) ${action}; return ;;`] : [];
	});

function actionOf({ value }: CompletedFlag): string | undefined {
	if (value === "none") return undefined;
	if (value === "any") return "compopt +o default 2>/dev/null";
	if (typeof value === "object" && "sampled" in value) return `_auditail_sampled ${value.sampled}`;
	return value === "file" ? ":" : `_auditail_words "${value.join(" ")}"`;
}

/** What begins with a dash, and what may come next, behind so many words. */
function wordsOf({ words, flags, next }: Context): string {
	const [plain, negations] = [false, true].map((isNegation) => flags.filter((flag) => flag.isNegation === isNegation));
	const named = (some: readonly CompletedFlag[] = []): string => some.flatMap(({ names }) => names).join(" ");
	return `\t\t"${words.join(" ")}") flags="${named(plain)}" negations="${named(negations)}" next="${next.join(" ")}" words=${words.length + 1} ;;`;
}
