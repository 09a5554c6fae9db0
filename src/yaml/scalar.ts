/** What a YAML scalar is in JSON. */
export type ScalarKind = "null" | "bool" | "number" | "string";

const NULL = /^(?:|~|null|Null|NULL)$/;
const BOOL = /^(?:y|yes|on|true|n|no|off|false|Y(?:es|ES)?|O(?:n|N|ff|FF)|T(?:rue|RUE)|N(?:o|O)?|F(?:alse|ALSE))$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^[-+]?0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)$/;
const INFINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What a plain scalar is to the API server, which reads YAML 1.1 with dates left as text (sigs.k8s.io/yaml `goyaml.v2/resolve.go`):
 * `yes` is a boolean, `1_000` a number, `12:30` a string. Undefined for an infinity, which JSON cannot hold.
 */
export function scalarKind(text: string): ScalarKind | undefined {
	if (NULL.test(text)) return "null";
	if (BOOL.test(text)) return "bool";
	if (INFINITE.test(text)) return undefined;
	const digits = /^[-+\d]/.test(text) ? text.replaceAll("_", "") : text;
	const isNumber = INTEGER.test(digits) || (DECIMAL.test(digits) && Number.isFinite(Number(digits)));
	return isNumber ? "number" : "string";
}
