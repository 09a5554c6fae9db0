import type { Flag } from "../flags.ts";
import { flagLine } from "../help.ts";

/** The text of `auditail top --help`. */
export const topHelp = (flags: readonly Omit<Flag, "group">[]): string => `auditail top [FLAG…] FILE…

Counts calls by what they are alike in: how many, how many a second, how many failed, and how long half of
them, and 99% of them, took at most.

${flags.map(flagLine).join("\n")}

Which calls are counted is said as for auditail itself: see auditail --help.

Examples:
  auditail top audit.log                                  who does what most
  auditail top --by user-agent,user audit.log             which clients hammer the API
  auditail top --by resource --sort p99 --not-verb watch audit.log
                                                          what is slow
  auditail top --by user --code 429 --since 1h audit.log  who is throttled

Exit code: as auditail's.
`;
