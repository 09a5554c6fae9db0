/** An object of those entries that are known: what is undefined is left out. */
export const known = <T extends object>(entries: { readonly [Key in keyof T]: T[Key] | undefined }): T =>
	Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as T;
