import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditEvent } from "../../src/audit/event.ts";
import { event } from "./event.ts";

/** A new, empty folder. */
export const folder = (): string => mkdtempSync(join(tmpdir(), "auditail-"));

/** The line of a complete call with this audit ID. */
export const line = (auditID: string, parts: Partial<AuditEvent> = {}): string => `${JSON.stringify(event({ auditID, ...parts }))}\n`;

/** Lines of complete calls, numbered from `from` on. */
export const numbered = (count: number, from = 0): string =>
	Array.from({ length: count }, (_none, at) => line(`call-${from + at}`)).join("");
