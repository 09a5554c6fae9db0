import { describe, expect, it } from "vitest";
import { type ColorName, colorNames, palette } from "../../src/render/palette.ts";

/** xterm's own colours, as sRGB: other terminals' are near them. */
const LETTERS: Readonly<Partial<Record<ColorName, readonly [number, number, number]>>> = {
	red: [205, 0, 0],
	green: [0, 205, 0],
	yellow: [205, 205, 0],
	blue: [0, 0, 238],
	magenta: [205, 0, 205],
	cyan: [0, 205, 205],
	white: [229, 229, 229],
	whiteBright: [255, 255, 255],
};
/** Colours that far from each other in L*a*b* are other ones at a glance; 2.3 can just be noticed (Mahy et al., 1994). */
const APART = 15;

type Triple = readonly [number, number, number];

/** What people see who lack one sort of cones, of linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1). */
const deficiencies: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
	none: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protanopia: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deuteranopia: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
	tritanopia: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
};

const linear = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const dot = (row: Triple, color: readonly number[]): number => row.reduce((sum, weight, at) => sum + weight * (color[at] ?? 0), 0);

/** CIE L*a*b* of linear RGB (D65). */
function lab(rgb: readonly number[]): Triple {
	const white: Triple = [0.95047, 1, 1.08883];
	const rows: readonly Triple[] = [
		[0.4124564, 0.3575761, 0.1804375],
		[0.2126729, 0.7151522, 0.072175],
		[0.0193339, 0.119192, 0.9503041],
	];
	const [x = 0, y = 0, z = 0] = rows.map((row, at) => {
		const share = dot(row, rgb) / (white[at] ?? 1);
		return share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116;
	});
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seen(color: Triple, deficiency: readonly [Triple, Triple, Triple]): Triple {
	const rgb = color.map(linear);
	return lab(deficiency.map((row) => Math.min(1, Math.max(0, dot(row, rgb)))));
}

const distance = (a: Triple, b: Triple): number => Math.hypot(...a.map((part, at) => part - (b[at] ?? 0)));
const letterOf = (names: readonly ColorName[]): Triple => names.map((name) => LETTERS[name]).find(Boolean) ?? (LETTERS.white as Triple);

describe("the usual colours", () => {
	const { plain, sensitive, refused, failed } = palette;
	const pairs = [
		["refused", "failed", refused, failed],
		["refused", "sensitive", refused, sensitive],
		["refused", "plain", refused, plain],
		["failed", "sensitive", failed, sensitive],
		["failed", "plain", failed, plain],
		["sensitive", "plain", sensitive, plain],
	] as const;

	it.each(Object.entries(deficiencies))("are told apart by people with %s", (_name, deficiency) => {
		for (const [one, other, a, b] of pairs)
			expect(distance(seen(letterOf(a), deficiency), seen(letterOf(b), deficiency)), `${one} and ${other}`).toBeGreaterThan(APART);
	});

	it("are colours that there are", () => {
		for (const names of Object.values(palette)) for (const name of names) expect(colorNames).toContain(name);
	});
});
