import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { event } from "../helpers/event.ts";
import { type Bytes, bytesOf, type Identity, type Message, textOf } from "./model.ts";

interface Parsed {
	readonly [key: string]: unknown;
	readonly auditID: string;
	readonly stage: string;
}

const parsed = (bytes: Bytes): Parsed => JSON.parse(textOf(bytes)) as Parsed;
const identityOf = (bytes: Bytes): Identity => ({ id: parsed(bytes).auditID, stage: parsed(bytes).stage });

function isEvent(bytes: Bytes): boolean {
	try {
		const { kind, apiVersion } = parsed(bytes);
		return kind === "Event" && String(apiVersion).startsWith("audit.k8s.io/");
	} catch {
		return false;
	}
}

/** The events of the samples, each in its own bytes. */
const real: readonly Bytes[] = readdirSync("samples")
	.filter((name) => name.endsWith(".log"))
	.flatMap((name) => readFileSync(`samples/${name}`, "latin1").split(/\r?\n/))
	.filter(isEvent);

/** The whole, ordinary event that something holds which is none. */
export const forged = (id: string): Bytes => JSON.stringify(event({ auditID: id }));
const IN_BODY = "forged-body";
const NESTED = forged(IN_BODY);

/** The group, version and kind, as the API server writes them first. */
const NAME = '"kind":"Event","apiVersion":"audit.k8s.io/v1"';

/** An event as an item of an EventList, which names the kind of its items once. */
export const bare = (bytes: Bytes): Bytes =>
	bytes.startsWith(`{${NAME},`)
		? `{${bytes.slice(NAME.length + 2)}`
		: bytes.endsWith(`,${NAME}}`)
			? `${bytes.slice(0, -NAME.length - 2)}}`
			: bytes;

/** What a body may hold that nobody may trip over; `size` makes some of it long. */
const fillings: readonly ((size: number) => Bytes)[] = [
	(size) => bytesOf(JSON.stringify("aä€😀".repeat(size))),
	(size) => JSON.stringify('}{"],[ \\" \n\t\u001b[31m'.repeat(size)),
	() => JSON.stringify(`${NESTED}\n${NESTED}`),
	() => JSON.stringify("I1123 15:00:58.088244   17485 metrics.go:110] Trace[1]: "),
	() => '{"__proto__":{"items":[{}]},"constructor":[[],{},""],"n":12345678901234567890,"n":1e400}',
	(size) => `"${"\xff\xed\xa0\x80 \xe2\x82".repeat(size % 50)}"`,
	() => `"${bytesOf("\uFFFD\uFEFF")}\\ud800"`,
];
/** What a client may send on purpose: events as objects. Where a frame is damaged, nothing tells them from real ones. */
const nests: readonly ((size: number) => Bytes)[] = [
	() => NESTED,
	() => `{"items":[${NESTED},${NESTED}]}`,
	(size) => `{"pad":"${"x".repeat(size)}","kind":"EventList","items":[${NESTED}]}`,
];

type Vary = (bytes: Bytes) => Bytes;
const filled =
	(filling: Bytes): Vary =>
	(bytes) => {
		const key = bytes.includes('"requestObject":') ? "responseObject" : "requestObject";
		return bytes.includes(`"${key}":`) ? bytes : `${bytes.slice(0, -1)},"${key}":${filling}}`;
	};
const reordered: Vary = (bytes) => (bytes.startsWith(`{${NAME},`) ? `{${bytes.slice(NAME.length + 2, -1)},${NAME}}` : bytes);
const older: Vary = (bytes) => bytes.replace('"audit.k8s.io/v1"', '"audit.k8s.io/v1beta1"');

const varied = (choices: readonly ((size: number) => Bytes)[]): fc.Arbitrary<Vary> =>
	fc.tuple(fc.constantFrom(...choices), fc.nat(3000)).map(([filling, size]) => filled(filling(size)));

const jsonMessage = (bytes: Bytes): Message => ({
	lines: [{ bytes, event: identityOf(bytes), kinds: [] }],
	stream: "stdout",
	what: "json",
	lures: bytes.includes(IN_BODY) ? [IN_BODY] : [],
});

const asIs = fc.constantFrom(...real);
const ordinary: fc.Arbitrary<Message> = fc.oneof(
	{ weight: 3, arbitrary: asIs.map(jsonMessage) },
	{ weight: 2, arbitrary: fc.tuple(asIs, varied(fillings)).map(([bytes, vary]) => jsonMessage(vary(bytes))) },
);
const strange = fc.tuple(asIs, fc.oneof(varied(nests), fc.constantFrom(reordered, older))).map(([bytes, vary]) => jsonMessage(vary(bytes)));

/** What a character is behind a backslash in Go's strconv.Quote. */
const NAMED: Readonly<Record<string, string>> = {
	'"': '"',
	"\\": "\\",
	"\x07": "a",
	"\b": "b",
	"\f": "f",
	"\n": "n",
	"\r": "r",
	"\t": "t",
	"\v": "v",
};
const hex = (char: string, digits: number): string => (char.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");

const goQuoted = (text: string): string =>
	`"${text
		.replace(/["\\\p{Cc}]/gu, (char) => (NAMED[char] ? `\\${NAMED[char]}` : char < "\x80" ? `\\x${hex(char, 2)}` : `\\u${hex(char, 4)}`))
		.replace(/\p{Cf}|\p{Z}(?<! )/gu, (char) => `\\u${hex(char, 4)}`)}"`;

const list = (texts: readonly string[] = []): string => goQuoted(texts.map(goQuoted).join(","));

interface User {
	readonly username?: string;
	readonly groups?: readonly string[];
}

const whose = (name: string, groups: string, user: User | undefined, [noName, noGroups]: readonly [string, string]): string =>
	`${name}=${goQuoted(user?.username ?? noName)} ${groups}=${user?.groups ? list(user.groups) : goQuoted(noGroups)}`;

/** The event in the legacy format (k8s.io/apiserver `pkg/audit/format.go`). */
function legacyLine(bytes: Bytes, hasAgent: boolean): Bytes {
	const told = parsed(bytes) as Parsed & ReturnType<typeof event>;
	const {
		sourceIPs: [ip = "<unknown>"] = [],
		objectRef: { namespace = "<none>" } = {},
		responseStatus: { code = "<deferred>" } = {},
	} = told;
	const user = whose("user", "groups", told.user, ["<none>", "<none>"]);
	const as = whose("as", "asgroups", told.impersonatedUser, ["<self>", "<lookup>"]);
	const agent = hasAgent ? ` user-agent=${goQuoted(told.userAgent ?? "")}` : "";
	const what = `id=${goQuoted(told.auditID)} stage=${goQuoted(told.stage)} ip=${goQuoted(ip)} method=${goQuoted(told.verb ?? "")}`;
	const where = `namespace=${goQuoted(namespace)} uri=${goQuoted(told.requestURI ?? "")}`;
	return bytesOf(
		`${told.requestReceivedTimestamp ?? "0001-01-01T00:00:00Z"} AUDIT: ${what} ${user} ${as}${agent} ${where} response="${code}"`,
	);
}

const legacy = fc.tuple(asIs, fc.boolean()).map(
	([bytes, hasAgent]): Message => ({
		lines: [{ bytes: legacyLine(bytes, hasAgent), event: identityOf(bytes), kinds: [] }],
		stream: "stdout",
		what: "legacy",
		lures: [],
	}),
);

/** A line of the legacy format that is no event. */
export const forgedLegacy = (id: string): Bytes => legacyLine(forged(id), true);

/** Real events, some with bodies that are long or look like something else, some in the legacy format. */
export const events: fc.Arbitrary<Message> = fc.oneof({ weight: 8, arbitrary: ordinary }, { weight: 1, arbitrary: legacy });

/** The same, and events that only a whole line tells from what they hold, or that begin in another way. */
export const allEvents: fc.Arbitrary<Message> = fc.oneof({ weight: 4, arbitrary: events }, { weight: 1, arbitrary: strange });
