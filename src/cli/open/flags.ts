import { followFlag, limitFlag, type OwnFlag, outputFlag } from "../view/flags.ts";

/** So many calls are shown where nothing else is said. */
export const DEFAULT_LIMIT = 50;

/** The flags that only `open` has. */
export const openFlags: readonly OwnFlag[] = [limitFlag(DEFAULT_LIMIT), outputFlag, followFlag];
