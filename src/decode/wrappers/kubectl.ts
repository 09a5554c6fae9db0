import type { Prefix } from "../wrapper.ts";

/** `[pod/NAME/CONTAINER] `, in front of each line of `kubectl logs --prefix` (kubernetes/kubectl `pkg/cmd/logs`). */
export const kubectl: Prefix = (line) => {
	if (!line.startsWith("[")) return undefined;
	const match = /^\[(?:[a-z]+\/)?([^\]\s/]+)\/[^\]\s/]+\] /.exec(line);
	return match ? { length: match[0].length, from: match[1] } : undefined;
};
