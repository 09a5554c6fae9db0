import { stat } from "node:fs/promises";

/** The same text for the same file or folder, whatever path, hard link or symbolic link leads there. Throws what the system says where it cannot be looked at. */
export async function identityOf(path: string): Promise<string> {
	const { dev, ino } = await stat(path, { bigint: true });
	return `${dev}:${ino}`;
}
