import { execFileSync } from "node:child_process";

/** What an expression over what a module of `src` exports comes to, as JSON, in a process whose zone that is. */
export function inZone<T>(zone: string, module: string, expression: string): T {
	const script = `import * as it from "./src/${module}"; console.log(JSON.stringify(${expression}));`;
	const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], { env: { TZ: zone }, encoding: "utf8" });
	return JSON.parse(output) as T;
}
