/** Does something, and lets a complaint about the value of a flag that was not typed say where that was said. */
export async function blaming<T>(origins: ReadonlyMap<string, string>, act: () => Promise<T>): Promise<T> {
	try {
		return await act();
	} catch (error) {
		const [, name = ""] = /^--([\w-]+)/.exec((error as Error).message) ?? [];
		const origin = origins.get(name);
		if (origin !== undefined) (error as Error).message += ` (from ${origin})`;
		throw error;
	}
}
