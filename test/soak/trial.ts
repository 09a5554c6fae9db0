/** How the program is tried. */
export interface Trial {
	/** The program to try; that of this repository by default. */
	readonly program?: string;
	/** More flags for it. */
	readonly flags?: readonly string[];
	/** Events a second, in bursts at full speed; 0 is full speed all the time. */
	readonly rate?: number;
	/** More flags for writer.ts. */
	readonly writer?: readonly string[];
	/** Leaves the cores alone. */
	readonly isCalm?: boolean;
}
