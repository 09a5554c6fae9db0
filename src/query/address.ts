import { BlockList, isIP } from "node:net";
import { type Alternatives, textNeedle } from "./needle.ts";
import { QueryError } from "./query-error.ts";
import { glob, literal, type Value } from "./value.ts";

const NETWORKS = "for example 10.0.0.0/8, fd00::/8";

/** An IP address: exact, with `*`, or a network as `10.0.0.0/8`. Throws QueryError for what is no address. */
export function addressMatcher(value: Value): (address: string) => boolean {
	const text = literal(value);
	if (text === undefined) return value.regex ?? glob(value.text);
	const [address = "", bits, ...more] = text.split("/");
	const family = isIP(address);
	if (family === 0 || more.length > 0)
		throw new QueryError(value.flag, text, "is no IP address", "for example 10.1.2.3, 10.0.0.0/8, '10.1.*'");
	if (bits !== undefined && !/^\d{1,3}$/.test(bits)) throw new QueryError(value.flag, text, "is no network", NETWORKS);
	const network = new BlockList();
	try {
		network.addSubnet(address, bits === undefined ? fullLength(family) : Number(bits), ipFamily(family));
	} catch {
		throw new QueryError(value.flag, text, "is no network", NETWORKS);
	}
	return (candidate) => isIP(candidate) !== 0 && network.check(candidate, ipFamily(isIP(candidate)));
}

/** What stands in a line of such a call: an IPv4 address, which may be written as an IPv6 one. Those have many spellings, networks any. */
export function addressNeedle(value: Value): Alternatives {
	const text = literal(value);
	if (text === undefined) return textNeedle(value);
	return isIP(text) === 4 ? [`"${text}"`, ":ffff:", ":FFFF:"] : undefined;
}

const ipFamily = (family: number): "ipv4" | "ipv6" => (family === 6 ? "ipv6" : "ipv4");
const fullLength = (family: number): number => (family === 6 ? 128 : 32);
