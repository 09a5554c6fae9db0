/** Waits until a thing has come true, looking at it again and again; fails after twenty seconds. */
export async function until(isTrue: () => boolean, what: string, seen = () => ""): Promise<void> {
	const deadline = Date.now() + 20_000;
	while (!isTrue()) {
		if (Date.now() > deadline) throw new Error(`waited in vain: ${what} ${seen()}`);
		await new Promise((resolve) => setImmediate(resolve));
	}
}
