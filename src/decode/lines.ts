import type { Transform } from "node:stream";
import split2 from "split2";

/** Bytes to lines, as text without their newlines. A carriage return stays: it belongs to the line's own bytes. */
export const lines = (): Transform => split2("\n");
