import { liveFlags, type OwnFlag, outputFlag } from "../view/flags.ts";

/** How long a while is shown of a log that is followed. */
export const DEFAULT_WINDOW = "10m";

/** The flags that only `histogram` has. */
export const histogramFlags: readonly OwnFlag[] = [
	{ name: "interval", placeholder: "TIME", describe: "how long each line is of: 1s, 5m, 1h, 1d (default what fits)" },
	outputFlag,
	...liveFlags(DEFAULT_WINDOW),
];
