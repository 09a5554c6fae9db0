import type { Prefix } from "../wrapper.ts";
import { TIMESTAMP } from "./timestamp.ts";

const CRI = new RegExp(`^${TIMESTAMP} (stdout|stderr) ([PF])(?::\\S*)? `);

/**
 * `TIME STREAM TAG `, in a container's log file on a node; P marks a piece that its stream goes on behind, and lines of the
 * other stream may stand between (k8s.io/cri-client `pkg/logs` parseCRILog; containerd cuts at 16,384 bytes, CRI-O anywhere).
 */
export const cri: Prefix = (line) => {
	const match = CRI.exec(line);
	if (!match) return undefined;
	const [head, stream = "", tag] = match;
	return { length: head.length, piece: { stream, isLast: tag === "F" } };
};
