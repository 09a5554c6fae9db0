import type { Call } from "../audit/call.ts";
import { nobody } from "../audit/meaning.ts";
import type { Alternatives } from "./needle.ts";
import type { Predicate } from "./predicate.ts";
import { QueryError } from "./query-error.ts";
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
	/** How an expression of `--where` names it: a part of the event, or of `call` where it is more than that. */
	readonly path?: string;
	/** What its values usually are, for shells to complete. */
	readonly words?: readonly string[];
	/** True where shells complete what the logs have of it. */
	readonly isSampled?: boolean;
	/** What one value asks of a call, its negation aside. Throws QueryError for a value that cannot be right. */
	readonly test: (value: Value) => Predicate;
	/** What a call says of it, as text: nothing, one thing or several. Not for what is only compared. */
	readonly texts?: (call: Call) => readonly string[];
	/** What is to be said of a call that one value matches, where that is not sure. */
	readonly remark?: (value: Value) => (call: Call) => string | undefined;
	/** What the lines of a call hold that one value matches, where every stage has the field, and the same in it. */
	readonly needle?: (value: Value) => Alternatives;
}

/** What is asked of a field, and what it says. */
type Readable = Required<Pick<Field, "test" | "texts">>;

/** A field with any number of readings in a call: a value matches when it matches one of them, `""` when there is none. */
export function reading<T>(
	read: (call: Call) => readonly (T | undefined)[],
	match: (value: Value) => (item: T) => boolean,
	show: (item: T) => string = String,
): Readable {
	const readings = (call: Call): T[] => read(call).filter((item): item is T => item !== undefined && item !== "");
	return {
		test: (value) => {
			if (value.text === "") return (call) => readings(call).length === 0;
			const matches = match(value);
			return (call) => read(call).some((item) => item !== undefined && item !== "" && matches(item));
		},
		texts: (call) => readings(call).map(show),
	};
}

/** `(nobody)`, as rows show a call without a user, asks for just that. */
export const orNobody = ({ test, texts }: Readable): Readable => ({
	test: (value) => test(value.text === nobody ? { ...value, text: "" } : value),
	// a user may really be called so: rows quote that name
	texts: (call) => (texts(call).length > 0 ? texts(call).map((name) => (name === nobody ? JSON.stringify(name) : name)) : [nobody]),
});

/** A text, or what it begins with. */
export const beginning = (value: Value): ((text: string) => boolean) => {
	const start = literal(value);
	return start === undefined ? (value.regex ?? glob(`${value.text}*`)) : (text) => text.startsWith(start);
};

/** A word from a closed list, in any case; `*` and `re:` ask the list. */
export const oneOf =
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
