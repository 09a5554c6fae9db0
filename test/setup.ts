import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Once for all tests: builds what `bin/` runs, and gives them one temporary folder, which goes when they have ended. */
export function setup(): () => void {
	execFileSync("npm", ["run", "--silent", "build"]);
	const root = mkdtempSync(join(tmpdir(), "auditail-test-"));
	chmodSync(root, 0o755); // some tests drop root's rights
	process.env.TMPDIR = root;
	return () => rmSync(root, { recursive: true, force: true });
}
