import type { Prefix } from "../wrapper.ts";
import { TIMESTAMP } from "./timestamp.ts";

/** RFC 5424: `<PRI>1 TIME HOST APP PROCID MSGID DATA `. */
const MODERN = /^<\d{1,3}>1 \S+ (\S+) \S+ \S+ \S+ (?:-|(?:\[(?:[^\]\\]|\\.)*\])+) \uFEFF?/;
/** RFC 3164, and journald's `short`: `Nov 23 15:00:00 HOST TAG[PID]: `. */
const CLASSIC = /^(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? (\S+) [^\s:[\]]+(?:\[\d+\])?: /;
/** What is left when a time was taken off before: `HOST TAG[PID]: `, as rsyslog and journald's `short-iso` have it. */
const TAGGED = new RegExp(String.raw`^([\w.-]+) [\w./@-]+(?:\[\d+\])?: (?=[{[]|${TIMESTAMP} )`);

/** Longest prefix, in characters: RFC 5424 asks receivers for 2048 bytes of a whole message. */
const LONGEST_HEAD = 4096;

/** The prefixes of syslog, and of `journalctl` that imitates it. */
export const syslog: Prefix = (line) => {
	const head = line.slice(0, LONGEST_HEAD);
	const match = MODERN.exec(head) ?? CLASSIC.exec(head) ?? TAGGED.exec(head);
	return match ? { length: match[0].length, from: match[1] } : undefined;
};
