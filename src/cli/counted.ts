/** A count as people write it: `1,234`. */
export const number = (count: number): string => count.toLocaleString("en-US");

/** A number, and what there are so many of. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;
