/**
 * The program in a few files: Node takes 0.4 ms to find and link each module, of which the source has two hundred
 * (docs/performance.md). Packages stay packages.
 */
export default {
	input: ["src/cli/main.ts", "src/index.ts", "src/query/where/answers.ts"],
	platform: "node",
	external: /^[^./]/,
	output: { dir: "dist", chunkFileNames: "[name].js" },
};
