const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A duration as kubectl takes it, `2h30m` or `500ms`, in milliseconds; undefined for what is none. */
export function durationMs(text: string): number | undefined {
	if (!DURATION.test(text)) return undefined;
	return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)].reduce(
		(sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_MS[unit] ?? 0),
		0,
	);
}
