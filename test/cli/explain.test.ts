import { describe, expect, it } from "vitest";
import { runCli } from "../helpers/run-cli.ts";

const LOG = "samples/minikube.log";
/** bob's deletion of a secret. */
const ID = "6af6baff-a395-492d-bc26-8d3afef8b6aa";

const explained = async (...args: string[]): Promise<string> => (await runCli(args)).stdout;

describe("--explain", () => {
	it("says a query in words, presets as what they stand for, and what the sieve looks for", async () => {
		expect(
			await explained(
				"--explain",
				"--verb",
				"delete,get",
				"--not-user",
				"system:*",
				"--rbac",
				"--where",
				"has(user.uid)",
				"--since",
				"2026-11-23",
			),
		).toMatchInlineSnapshot(`
			"since 2026-11-23T00:00:00.000000Z:
			calls for which all of this holds:
			  user: not system:*
			  verb: delete or get
			  --rbac: changes to roles and their bindings
			      call.writes && objectRef.apiGroup == 'rbac.authorization.k8s.io'
			  where: has(user.uid)
			The sieve: lines are passed over without parsing that do not hold ‹"delete"› or ‹"get"›.
			"
		`);
	});

	it("says what is asked without conditions, and with -v", async () => {
		expect(await explained(LOG, "--explain")).toContain("every call\n");
		expect(await explained("--explain", "-v", "--verb", "get")).toContain(
			"calls for which not all of this holds:\n  verb: get\nThe sieve: every line",
		);
	});

	it("reads nothing", async () => {
		expect(await runCli(["--explain", "-f", "samples/minikube.log"])).toMatchObject({ exitCode: 0, stderr: "" });
		expect(await runCli(["--explain", "zzzz"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--explain=zzzz") });
	});

	it("tells a mistake in the query as a run does", async () => {
		expect((await runCli(["--explain", "--where", "vrb == 'x'"])).stderr).toContain("did you mean verb?");
	});

	it("with an audit ID says, condition by condition, why that call matches or not", async () => {
		expect(
			await explained(
				LOG,
				"--explain",
				ID,
				"--verb",
				"delete",
				"--not-user",
				"system:*,bob",
				"--code",
				"4xx",
				"--writes",
				"-g",
				"secrets",
				"--until",
				"15:10",
			),
		).toMatchInlineSnapshot(`
			"2026-11-23T15:09:31.578748Z bob delete secrets dev/s1  6af6baff-a395-492d-bc26-8d3afef8b6aa: does not match
			  yes  until 2026-11-23T15:10:00.000000Z                          (2026-11-23T15:09:31.585318Z)
			  yes  user: not system:*                                         (bob)
			  no   user: not bob                                              (bob)
			  yes  verb: delete                                               (delete)
			  no   code: 4xx                                                  (200)
			  yes  --writes: what changes something: no reviews, no dry runs
			  yes  grep: secrets
			"
		`);
	});

	it("looks at that call only, whatever the query and whatever else is asked for", async () => {
		expect(await explained(LOG, `--explain=${ID}`, "--rbac", "--not-humans", "-C", "3", "-m", "1", "-c")).toBe(
			`2026-11-23T15:09:31.578748Z bob delete secrets dev/s1  ${ID}: does not match
  no  --not-humans: not whose actor's name does not begin with system:
  no  --rbac: changes to roles and their bindings
`,
		);
	});

	it("takes the beginning of an ID, and any behind a sign", async () => {
		expect(await explained(LOG, "--explain", ID.slice(0, 8), "--verb", "delete")).toContain(
			`${ID}: matches\n  yes  verb: delete  (delete)\n`,
		);
		expect(await explained(LOG, `--explain=${ID.slice(0, 6)}`, "-v", "--verb", "delete")).toContain("does not match, as -v");
	});

	it("says what an expression could not be asked", async () => {
		expect(await explained("samples/bodies.log", "--explain=5", "--where", "requestObject.metadata.name > 3")).toContain(
			"no such overload: dyn<string> > int",
		);
	});

	it("says that there is no such call, or no such use", async () => {
		expect(await runCli([LOG, "--explain", "00000000"])).toMatchObject({
			exitCode: 1,
			stderr: expect.stringContaining("no call has the audit ID 00000000"),
		});
		expect(await runCli([LOG, "-f", "--explain", ID])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("leave out -f") });
	});
});
