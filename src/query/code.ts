import { QueryError } from "./query-error.ts";
import type { Value } from "./value.ts";

const FORMS = /^(?:(?<class>[1-5])xx|(?<sign>>=|<=|>|<|=|)(?<code>\d{3})|(?<any>\*))$/i;

const comparisons: Readonly<Record<string, (code: number, than: number) => boolean>> = {
	"": (code, than) => code === than,
	"=": (code, than) => code === than,
	">": (code, than) => code > than,
	"<": (code, than) => code < than,
	">=": (code, than) => code >= than,
	"<=": (code, than) => code <= than,
};

/** A response code: `403`, `4xx`, `>=400`. Throws QueryError for anything else. */
export function codeMatcher(value: Value): (code: number) => boolean {
	const { regex } = value;
	if (regex) return (code) => regex(String(code));
	const form = FORMS.exec(value.text)?.groups;
	if (!form) throw new QueryError(value.flag, value.text, "is no response code", "for example 403, 4xx, '>=400'");
	if (form.any) return () => true;
	if (form.class) return (code) => Math.floor(code / 100) === Number(form.class);
	const compare = comparisons[form.sign ?? ""];
	return (code) => compare?.(code, Number(form.code)) ?? false;
}
