import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["test/**/*.test.ts"],
		globalSetup: "test/setup.ts",
		env: { TZ: "UTC" },
		isolate: false,
		testTimeout: 30_000,
		coverage: {
			provider: "v8",
			include: ["src/**"],
			exclude: ["src/**/*.as.ts"], // AssemblyScript, which the coverage reader cannot parse; test/decode/sieve.test.ts holds it
			reporter: ["text-summary", "text"],
			thresholds: { lines: 95, branches: 90 },
		},
	},
});
