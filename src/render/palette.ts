import type { Tone } from "./tone.ts";

const styles = ["bold", "dim", "italic", "underline", "inverse"] as const;
const hues = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
type Hue = (typeof hues)[number];

/** The name of a colour or style, as pino-pretty's colorizer has them (lib/colors.js). */
export type ColorName = (typeof styles)[number] | Hue | `${Hue}Bright` | "gray" | `bg${Capitalize<Hue>}` | `bg${Capitalize<Hue>}Bright`;

/** Every name. */
export const colorNames: readonly ColorName[] = [
	...styles,
	"gray",
	...hues.flatMap((hue): ColorName[] => {
		const behind = `bg${hue.charAt(0).toUpperCase()}${hue.slice(1)}` as `bg${Capitalize<Hue>}`;
		return [hue, `${hue}Bright`, behind, `${behind}Bright`];
	}),
];

/** Which colours stand for which tones, where others than these are wanted. */
export type Colors = Readonly<Partial<Record<Tone, readonly ColorName[]>>>;

/** Each tone's colours, the first one innermost. */
export const palette: Readonly<Record<Tone, readonly ColorName[]>> = {
	dim: ["dim"],
	plain: [],
	bold: ["bold"],
	sensitive: ["magenta", "bold"],
	refused: ["red"],
	failed: ["yellow"],
	broken: ["whiteBright", "bgRed"],
};
