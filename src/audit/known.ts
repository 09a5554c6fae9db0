/** An object of those entries that are known: what is undefined is left out. */
export function known<T extends object>(entries: { readonly [Key in keyof T]: T[Key] | undefined }): T {
	const result: Partial<T> = {};
	for (const key in entries) if (entries[key] !== undefined) result[key] = entries[key] as T[typeof key];
	return result as T;
}
