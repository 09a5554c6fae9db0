import { histogramFlags } from "../histogram/flags.ts";
import { openFlags } from "../open/flags.ts";
import { topFlags } from "../top/flags.ts";
import type { OwnFlag } from "./flags.ts";

/** The flags of the commands that show many calls together, by their names. */
export const views: Readonly<Record<"top" | "histogram" | "open", readonly OwnFlag[]>> = {
	top: topFlags,
	histogram: histogramFlags,
	open: openFlags,
};
