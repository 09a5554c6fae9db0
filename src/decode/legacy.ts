import { type AuditEvent, currentVersion, type UserInfo } from "../audit/event.ts";
import { known } from "../audit/known.ts";
import { objectOf } from "../audit/request-info.ts";
import { serverTime } from "../audit/time.ts";
import { GO_QUOTED, unquoted, unquotedList } from "./go-quote.ts";

const quoted = (name: string): string => `(?<${name}>${GO_QUOTED})`;

/** k8s.io/apiserver `pkg/audit/format.go` EventString; `user-agent` came with Kubernetes 1.22. */
const LEGACY = new RegExp(
	`^(?<at>\\S+) AUDIT: id=${quoted("id")} stage=${quoted("stage")} ip=${quoted("ip")} method=${quoted("verb")} user=${quoted("user")} ` +
		`groups=${quoted("groups")} as=${quoted("as")} asgroups=${quoted("asgroups")}(?: user-agent=${quoted("agent")})? ` +
		`namespace=${quoted("namespace")} uri=${quoted("uri")} response="(?<code>[^"]*)"\\s*$`,
	"u",
);

/** Longest line, in characters: a path of 1 MiB, every byte of it escaped, and more. The pattern exhausts the stack at some 8 million. */
const LONGEST = 6 * 1024 * 1024;

/** True for what may be such a line; cheap. */
const looksLegacy = (text: string): boolean => text.startsWith(" AUDIT: id=", text.indexOf(" "));

/**
 * The event that a line of `--audit-log-format=legacy` tells of; undefined for any other line. It has no level, no bodies
 * and no time of the stage, and its address is the first one, which a client may have made up. The object is read from the path.
 */
export function legacyEvent(text: string): AuditEvent | undefined {
	const fields = text.length <= LONGEST && looksLegacy(text) ? LEGACY.exec(text)?.groups : undefined;
	if (!fields) return undefined;
	const value = (name: string): string => unquoted(fields[name] ?? '""');
	const requestURI = value("uri");
	const code = Number(fields.code);
	return known<AuditEvent>({
		kind: "Event",
		apiVersion: currentVersion,
		auditID: value("id"),
		stage: value("stage"),
		requestURI,
		verb: value("verb"),
		user: identity(value("user"), value("groups")),
		impersonatedUser: value("as") === "<self>" && value("asgroups") === "<lookup>" ? undefined : identity(value("as"), value("asgroups")),
		sourceIPs: value("ip") === "<unknown>" ? undefined : [value("ip")],
		userAgent: fields.agent && value("agent"),
		objectRef: objectOf(requestURI),
		responseStatus: code > 0 ? { code } : undefined,
		requestReceivedTimestamp: serverTime(fields.at),
	});
}

/** `<none>` and `<lookup>` stand for what there is not. */
const identity = (name: string, groups: string): UserInfo =>
	known<UserInfo>({
		username: name === "<none>" ? undefined : name,
		groups: groups.startsWith('"') ? unquotedList(groups) : undefined,
	});
