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
			reporter: ["text-summary", "text"],
			thresholds: { lines: 95, branches: 90 },
		},
	},
});
