import fc from "fast-check";
import { bare } from "./events.ts";
import { type Bytes, bytesOf, type Chain, type Content, type Message, type Skip, type Step, textOf, type Wrapper } from "./model.ts";

/** What events are told to come from when nothing around them says it: the name of the input. */
const FILE = "audit.log";

/* How lines of the input come of a message. */

/** Cuts one line, or what it says, into pieces, each dressed as a line of the input; the last one completes it. */
type Dress = (content: Content, message: Message) => readonly Bytes[];

const stepsOf = (content: Content, lines: readonly Bytes[], from: string): Step[] =>
	lines.map((bytes, at) => {
		if (at < lines.length - 1) return { bytes, reads: [], skips: [] };
		const reads = content.event ? [{ ...content.event, from, own: content.bytes }] : [];
		return { bytes, reads, skips: content.event ? [] : [{ kinds: content.kinds, isCertain: true }] };
	});

/** stderr comes a message at once, events of the legacy format not between those that were dropped. */
function lanesOf({ stream, what }: Message, from: string): string[] {
	const lanes = stream === "stderr" ? [`${from} said`] : [];
	return what === "legacy" || what === "drop" ? [...lanes, `${from} legacy`] : lanes;
}

const chainOf = (message: Message, from: string, dress: Dress, lanes: readonly string[] = []): Chain => ({
	steps: message.lines.flatMap((content) => stepsOf(content, dress(content, message), from)),
	lanes: [...lanesOf(message, from), ...lanes],
	isSolid: false,
	lures: message.lures,
	hasDrops: message.what === "drop",
	hasLegacy: message.what === "legacy",
});

/** What a tool does that puts something in front of every line. */
const lineWise =
	(from: string, dress: (line: Bytes, content: Content) => Bytes): Wrapper["wrap"] =>
	(messages) => [messages.map((message) => chainOf(message, from, (content) => [dress(content.bytes, content)]))];

/** Where only a prefix and JSON tell that there is a prefix, what is no object is text with it. */
const loosely =
	(wrap: Wrapper["wrap"]): Wrapper["wrap"] =>
	(messages) => {
		const isKept = ({ bytes, event, kinds }: Content) => event || kinds.includes("dropped") || bytes.startsWith("{");
		const loose = (content: Content): Content =>
			isKept(content) ? content : { ...content, kinds: ["notJSON", "notAudit", "blank", "headless"] };
		return wrap(messages.map((message) => ({ ...message, lines: message.lines.map(loose) })));
	};

/** Where bytes go through a text on the way, what is no UTF-8 is lost in it, before any of it is ours. */
const asText =
	(wrap: Wrapper["wrap"]): Wrapper["wrap"] =>
	(messages) =>
		wrap(
			messages.map((message) => ({
				...message,
				lines: message.lines.map((content) => ({ ...content, bytes: bytesOf(textOf(content.bytes)) })),
			})),
		);

/* How parts are made. */

const sizes = fc.oneof(fc.constant([16_384]), fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 5 }));
/** Pieces of the given sizes, and then of 16 KiB. */
function cutUp(bytes: Bytes, lengths: readonly number[]): Bytes[] {
	const parts: Bytes[] = [];
	let at = 0;
	do {
		const length = lengths[parts.length] ?? 16_384;
		parts.push(bytes.slice(at, at + length));
		at += length;
	} while (at < bytes.length);
	return parts;
}
/** The same, without cutting a character in two, which a JSON string could not hold. */
function cutText(bytes: Bytes, lengths: readonly number[]): Bytes[] {
	const parts: Bytes[] = [];
	for (const part of cutUp(bytes, lengths)) {
		const rest = parts.length > 0 ? continuationOf(part) : 0;
		if (rest > 0) parts.push(parts.pop() + part.slice(0, rest));
		if (rest < part.length) parts.push(part.slice(rest));
	}
	// A piece of a mere newline would be a blank line to who has seen that the text before it is whole.
	if (parts.length > 1 && parts.at(-1) === "\n") parts.splice(-2, 2, `${parts.at(-2)}\n`);
	return parts.length > 0 ? parts : [bytes];
}
/** How many bytes at the beginning continue a character. */
const continuationOf = (bytes: Bytes): number => /^[\x80-\xbf]*/.exec(bytes)?.[0].length ?? 0;

const html = (json: string): string => json.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e").replaceAll("&", "\\u0026");
const ascii = (json: string): string =>
	json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
/** How encoders write a string: as it is, as Go does, as Python does. */
const quotes = fc
	.constantFrom((json: string) => json, html, ascii)
	.map((style) => (bytes: Bytes) => bytesOf(style(JSON.stringify(textOf(bytes)))));

/** JSON over many lines, its tokens as they were. */
function pretty(json: Bytes, indent: number): Bytes {
	let depth = 0;
	const line = () => `\n${" ".repeat(indent * depth)}`;
	return json.replace(/[{[]\s*[}\]]|"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (token) => {
		if (token.length > 1) return token;
		if (token === "{" || token === "[") {
			depth += 1;
			return token + line();
		}
		if (token === "}" || token === "]") {
			depth -= 1;
			return line() + token;
		}
		return token === "," ? token + line() : `${token} `;
	});
}

/** How people paste it: blanks behind braces, empty lines. */
const sloppy = (json: Bytes): Bytes => json.replace("{\n", "{  \n\n").replaceAll(/([{,])\n/g, "$1 \n");

const prints = fc.oneof(
	fc.constant((json: Bytes) => json),
	fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()).map(([indent, isSloppy]) => (json: Bytes) => {
		const printed = pretty(json, indent);
		return isSloppy ? sloppy(printed) : printed;
	}),
);

const name = (prefix: string): fc.Arbitrary<string> => fc.integer({ min: 0, max: 2 }).map((at) => `${prefix}-${at}`);
const pods = name("kube-apiserver-minikube");
const zones = fc.constantFrom("Z", "+02:00", "-07:00");
const times = fc
	.tuple(fc.integer({ min: 0, max: 9 }), zones)
	.map(([digits, zone]) => `2026-11-23T15:00:58${digits > 0 ? `.${"123456789".slice(0, digits)}` : ""}${zone}`);
const exactTimes = zones.map((zone) => `2026-11-23T15:00:58.200000000${zone}`);

/* The wrappers (formats.md, sections 4 to 6). */

const plain = fc.record({ nuls: fc.oneof(fc.constant(0), fc.nat(2000)), mark: fc.constantFrom("", "  ", "\xef\xbb\xbf") }).map(
	({ nuls, mark }): Wrapper => ({
		name: "plain",
		wrap: lineWise(FILE, (line, { event }) => (event ? `${"\0".repeat(nuls)}${mark}${line}` : line)),
	}),
);

/** Events with pieces of what stderr said between their pieces, as `kubectl logs` gives those of more than 16 KiB (4.4). */
function tornBy(event: Message, said: readonly Message[], lengths: readonly number[], from: string, dress: (line: Bytes) => Bytes): Chain {
	const [content] = event.lines as readonly [Content];
	const parts = cutUp(content.bytes, lengths);
	const places = Math.min(parts.length - 1, said.length);
	const heads = [...parts.slice(0, places), parts.slice(places).join("")];
	const steps = heads.flatMap((head, at): Step[] => {
		const [first, ...rest] = said[at]?.lines ?? [];
		if (!first || at === places) return stepsOf(content, [dress(head)], from);
		const glued = { bytes: dress(head + first.bytes), reads: [], skips: [{ kinds: first.kinds, isCertain: false }] };
		return [glued, ...rest.flatMap((line) => stepsOf(line, [dress(line.bytes)], from))];
	});
	const lures = [event, ...said.slice(0, places)].flatMap((message) => message.lures);
	return {
		steps,
		lanes: said.flatMap((message) => lanesOf(message, from)),
		isSolid: true,
		lures,
		hasDrops: said.some(({ what }) => what === "drop"),
		hasLegacy: false,
	};
}

const isSaid = (message: Message | undefined): message is Message => message?.what === "klog" || message?.what === "drop";

/** The first piece is long enough to show that an event begins. */
const tears = fc.array(fc.integer({ min: 80, max: 9000 }), { minLength: 1, maxLength: 2 });

/** How the API server writes the beginning of an event, which a torn one is known by. */
const HEAD = '{"kind":"Event","apiVersion":"audit.k8s.io/';

/** Every event that klog text follows is torn by it. */
function tear(messages: readonly Message[], lengths: readonly number[], from: string, dress: (line: Bytes) => Bytes): Chain[] {
	const [message, ...others] = messages;
	if (!message) return [];
	const said = isSaid(others[0]) ? others.slice(0, isSaid(others[1]) ? 2 : 1) : [];
	const [{ bytes }] = message.lines as readonly [Content];
	if (!bytes.startsWith(HEAD) || said.length === 0 || bytes.length <= (lengths[0] ?? 0)) {
		return [chainOf(message, from, (content) => [dress(content.bytes)]), ...tear(others, lengths, from, dress)];
	}
	return [tornBy(message, said, lengths, from, dress), ...tear(others.slice(said.length), lengths, from, dress)];
}

const kubectl = fc
	.record({ pod: fc.option(pods), time: fc.option(exactTimes), torn: fc.option(tears) })
	.map(({ pod, time, torn }): Wrapper => {
		const prefix = `${pod ? `[pod/${pod}/kube-apiserver] ` : ""}${time ? `${time} ` : ""}`;
		const dress = (line: Bytes) => prefix + line;
		const from = pod ?? FILE;
		return { name: "kubectl", wrap: (messages) => (torn ? [tear(messages, torn, from, dress)] : lineWise(from, dress)(messages)) };
	});

/** A runtime has a writer for each stream, and cuts at bytes. */
const cri = fc
	.record({ lengths: sizes, time: times, tag: fc.constantFrom("", ":x"), isEmptyLast: fc.boolean() })
	.map(({ lengths, time, tag, isEmptyLast }): Wrapper => {
		const dress: Dress = ({ bytes }, { stream }) => {
			const parts = cutUp(bytes, lengths);
			if (isEmptyLast && parts.length > 1) parts.push("");
			return parts.map((part, at) => `${time} ${stream} ${at < parts.length - 1 ? "P" : "F"}${tag} ${part}`);
		};
		const queue = (messages: readonly Message[], stream: string) =>
			messages.filter((message) => message.stream === stream).map((message) => chainOf(message, FILE, dress, [`${FILE} ${stream}`]));
		return { name: "cri", wrap: (messages) => [queue(messages, "stdout"), queue(messages, "stderr")] };
	});

const docker = fc
	.record({ lengths: sizes, quote: quotes, attrs: fc.constantFrom("", ',"attrs":{"tag":"x"}') })
	.map(({ lengths, quote, attrs }): Wrapper => {
		const dress: Dress = ({ bytes }, { stream }) =>
			cutText(`${bytes}\n`, lengths).map(
				(part) => `{"log":${quote(part)},"stream":"${stream}"${attrs},"time":"2026-11-23T15:00:58.57606443Z"}`,
			);
		const queue = (messages: readonly Message[], stream: string) =>
			messages.filter((message) => message.stream === stream).map((message) => chainOf(message, FILE, dress, [`${FILE} ${stream}`]));
		return { name: "docker", wrap: asText((messages) => [queue(messages, "stdout"), queue(messages, "stderr")]) };
	});

const stern = fc.record({
	pod: pods,
	container: name("c"),
	namespace: fc.option(name("ns")),
	time: fc.option(times),
	isColoured: fc.boolean(),
});
const colour = (text: string, code: string, isColoured: boolean): string => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : text);

const sternDefault = stern.map(({ pod, container, namespace, time, isColoured }): Wrapper => {
	const names = [...(namespace ? [[namespace, "38;5;2"]] : []), [pod, "36"], [container, "96;1"]] as [string, string][];
	const prefix = `${names.map(([text, code]) => `${colour(text, code, isColoured)} `).join("")}${time ? `${time} ` : ""}`;
	return { name: "stern", wrap: loosely(lineWise(pod, (line) => prefix + line)) };
});
const sternRaw = fc.constant<Wrapper>({ name: "stern raw", wrap: lineWise(FILE, (line) => line) });
const sternJSON = fc.tuple(stern, quotes).map(([{ pod, container }, quote]): Wrapper => {
	const names = `"nodeName":"node-1","namespace":"kube-system","podName":"${pod}","containerName":"${container}","labels":{}`;
	return { name: "stern json", wrap: asText(lineWise(pod, (line) => `{"message":${quote(line)},${names}}`)) };
});

const isJSON = (bytes: Bytes): boolean => {
	try {
		return JSON.parse(textOf(bytes)) !== undefined;
	} catch {
		return false;
	}
};
/** The line as JSON, if it is some; over several lines in `ppextjson`. */
const sternExtended = fc.tuple(stern, quotes, fc.boolean()).map(([{ pod, container, isColoured }, quote, isPretty]): Wrapper => {
	const names = [`"pod": "${colour(pod, "36", isColoured)}"`, `"container": "${colour(container, "96", isColoured)}"`];
	const dress = (line: Bytes): Bytes[] => {
		const members = [...names, `"message": ${isJSON(line) ? line : quote(line)}`];
		return isPretty ? ["{", ...members.map((member, at) => `  ${member}${at < 2 ? "," : ""}`), "}"] : [`{${members.join(", ")}}`];
	};
	// A message over several documents is kept together, as nothing may come in between of their lines.
	const wrap: Wrapper["wrap"] = (messages) => [
		messages.map((message) => ({ ...chainOf(message, pod, (content) => dress(content.bytes)), isSolid: isPretty })),
	];
	return { name: isPretty ? "stern ppextjson" : "stern extjson", wrap: loosely(wrap) };
});

const journaldShort = name("host").map(
	(host): Wrapper => ({ name: "journald", wrap: lineWise(host, (line) => `Nov 23 15:00:00 ${host} kube-apiserver[1574]: ${line}`) }),
);
const isUTF8 = (bytes: Bytes): boolean => bytesOf(textOf(bytes)) === bytes;
const journaldJSON = fc
	.record({ host: name("host"), quote: quotes, isBytes: fc.boolean(), lengths: fc.option(sizes) })
	.map(({ host, quote, isBytes, lengths }): Wrapper => {
		const member = (part: Bytes) => (isBytes || !isUTF8(part) ? JSON.stringify([...Buffer.from(part, "latin1")]) : quote(part));
		const dress: Dress = ({ bytes }) => {
			const parts = lengths ? cutUp(bytes, lengths) : [bytes];
			return parts.map((part, at) => {
				const isCut = at < parts.length - 1;
				return `{"_HOSTNAME":"${host}","_PID":"1574",${isCut ? '"_LINE_BREAK":"line-max",' : ""}"MESSAGE":${member(part)},"PRIORITY":"6"}`;
			});
		};
		return { name: "journald json", wrap: (messages) => [messages.map((message) => chainOf(message, host, dress, [`${host} 1574`]))] };
	});

const nodeLogs = fc
	.constantFrom("master-0", "ip-10-0-1-2.ec2.internal")
	.map((node): Wrapper => ({ name: "oc adm node-logs", wrap: loosely(lineWise(node, (line) => `${node} ${line}`)) }));

const awsTail = fc
	.record({ stream: fc.option(name("kube-apiserver-audit")), isColoured: fc.boolean() })
	.map(({ stream, isColoured }): Wrapper => {
		const time = stream ? "2026-11-23T15:00:00.123000+00:00" : "2026-11-23T15:00:00";
		const prefix = `${colour(time, "32", isColoured)} ${stream ? `${colour(stream, "36", isColoured)} ` : ""}`;
		const wrap = lineWise(stream ?? FILE, (line) => prefix + line);
		return { name: "aws logs tail", wrap: stream ? loosely(wrap) : wrap };
	});

const syslog = fc
	.record({
		host: name("host"),
		isModern: fc.boolean(),
		data: fc.constantFrom("-", '[a@1 b="c \\] d"][e]'),
		mark: fc.constantFrom("", "\xef\xbb\xbf"),
	})
	.map(({ host, isModern, data, mark }): Wrapper => {
		const prefix = isModern
			? `<165>1 2026-11-23T15:00:58.003Z ${host} kube-apiserver 1574 - ${data} ${mark}`
			: `<34>Nov  3 15:00:00 ${host} kube-apiserver[1574]: `;
		return { name: "syslog", wrap: lineWise(host, (line) => prefix + line) };
	});

/** However many objects without an event, or texts, are on a line, it counts once. */
const oncePerLine = (skip: Skip): Skip => ({ ...skip, isCertain: !skip.kinds.some((kind) => kind === "notJSON" || kind === "notAudit") });

/** A document, its lines one behind the other. */
const documentOf = (text: Bytes, elements: readonly Chain[]): Chain => {
	const reads = elements.flatMap(({ steps }) => steps.flatMap((step) => step.reads));
	const skips = elements.flatMap(({ steps }) => steps.flatMap((step) => step.skips)).map(oncePerLine);
	const frame = elements.length === 0 ? [{ kinds: ["notAudit"] as const, isCertain: true }] : [];
	const [first = "", ...rest] = text.split("\n");
	const steps: Step[] = [{ bytes: first, reads, skips: [...skips, ...frame] }, ...rest.map((bytes) => ({ bytes, reads: [], skips: [] }))];
	return {
		steps,
		lanes: elements.flatMap(({ lanes }) => lanes),
		isSolid: true,
		lures: elements.flatMap(({ lures }) => lures),
		hasDrops: elements.some(({ hasDrops }) => hasDrops),
		hasLegacy: elements.some(({ hasLegacy }) => hasLegacy),
	};
};

const isObject = ({ lines: [line] }: Message): boolean => line?.bytes.startsWith("{") ?? false;
const element = (message: Message, dress: (line: Bytes) => Bytes): Chain =>
	chainOf({ ...message, lines: message.lines.map((line) => ({ ...line, bytes: dress(line.bytes) })) }, FILE, ({ bytes }) => [bytes]);
const textsOf = (chains: readonly Chain[]): Bytes[] => chains.flatMap(({ steps }) => steps.map(({ bytes }) => bytes));

type Frame = (elements: readonly Bytes[]) => Bytes;
const frames: readonly (readonly [string, Frame])[] = [
	["array", (elements) => `[${elements.join(",")}]`],
	["List", (elements) => `{"apiVersion":"v1","kind":"List","items":[${elements.join(",")}],"metadata":{"resourceVersion":""}}`],
	["EventList", (elements) => `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${elements.join(",")}]}`],
];

/** Lists of events and of other objects; a webhook's items do not name their kind. */
const lists = fc
	.record({ frame: fc.constantFrom(...frames), print: prints, isBare: fc.boolean() })
	.map(({ frame: [name, frame], print, isBare }): Wrapper => {
		const dress = name === "EventList" && isBare ? bare : (line: Bytes) => line;
		return {
			name,
			wrap: (messages) => {
				const elements = messages.filter(isObject).map((message) => element(message, dress));
				return [[documentOf(print(frame(textsOf(elements))), elements)]];
			},
		};
	});

const concatenated = fc.constantFrom("", " ", ",").map(
	(between): Wrapper => ({
		name: "concatenated",
		wrap: (messages) => {
			const elements = messages.filter(isObject).map((message) => element(message, (line) => line));
			return elements.length > 0 ? [[documentOf(textsOf(elements).join(between), elements)]] : [];
		},
	}),
);

/** Objects over many lines each, between lines of text. */
const printed = prints.map(
	(print): Wrapper => ({
		name: "pretty",
		wrap: (messages) => [
			messages.map((message) => {
				if (!isObject(message)) return chainOf(message, FILE, ({ bytes }) => [bytes]);
				const chain = element(message, (line) => line);
				return { ...documentOf(print(textsOf([chain]).join()), [chain]), lures: message.lures };
			}),
		],
	}),
);

const cloudwatch = fc
	.record({ stream: fc.option(name("kube-apiserver-audit")), quote: quotes, print: prints })
	.map(({ stream, quote, print }): Wrapper => {
		const named = stream ? `"logStreamName":"${stream}",` : "";
		const dress: Dress = ({ bytes }) => [
			`{${named}"timestamp":1763910058123,"message":${quote(bytes)},"ingestionTime":1763910059000,"eventId":"3"}`,
		];
		return {
			name: "cloudwatch",
			wrap: asText((messages) => {
				const elements = messages.map((message) => chainOf(message, stream ?? FILE, dress));
				return [[documentOf(print(`{"events":[${textsOf(elements).join(",")}],"searchedLogStreams":[],"nextToken":"x"}`), elements)]];
			}),
		};
	});

const loki = fc.record({ pod: fc.option(pods), quote: quotes, print: prints, isBackward: fc.boolean() }).map(
	({ pod, quote, print, isBackward }): Wrapper => ({
		name: "loki",
		wrap: asText((messages) => {
			const elements = messages.map((message) => chainOf(message, pod ?? FILE, ({ bytes }) => [quote(bytes)]));
			const entries = textsOf(elements).map((text, at) => `["17643${String(at).padStart(14, "0")}",${text}]`);
			const stream = `{"stream":{${pod ? `"pod":"${pod}",` : ""}"job":"x"},"values":[${(isBackward ? entries.toReversed() : entries).join(",")}]}`;
			return [[documentOf(print(`{"status":"success","data":{"resultType":"streams","result":[${stream}],"stats":{}}}`), elements)]];
		}),
	}),
);

const aks = fc
	.record({
		pod: pods,
		quote: quotes,
		isText: fc.boolean(),
		lengths: sizes,
		shape: fc.constantFrom("records", "array", "lines"),
		print: prints,
	})
	.map(({ pod, quote, isText, lengths, shape, print }): Wrapper => {
		const dress: Dress = ({ bytes }, { stream }) =>
			cutText(`${bytes}\n`, lengths).map((part) => {
				const properties = `{"log":${quote(part)},"stream":"${stream}","pod":"${pod}"}`;
				return `{"operationName":"Microsoft.ContainerService/managedClusters/diagnosticLogs/Read","category":"kube-audit","properties":${isText ? quote(properties) : properties},"time":"2026-11-23T15:00:37.0000000Z"}`;
			});
		const recordsOf = (messages: readonly Message[]) =>
			messages.map((message) => chainOf(message, pod, dress, [`${pod} ${message.stream}`]));
		const lines = (messages: readonly Message[]) => [recordsOf(messages)];
		const document = (messages: readonly Message[]) => {
			const elements = recordsOf(messages);
			const array = `[${textsOf(elements).join(",")}]`;
			return [[documentOf(print(shape === "array" ? array : `{"records":${array}}`), elements)]];
		};
		return { name: `aks ${shape}`, wrap: asText(shape === "lines" ? lines : document) };
	});

/** Anything that the formats name, with random names, times and sizes. */
export const wrappers: fc.Arbitrary<Wrapper> = fc.oneof(
	...[plain, kubectl, cri, docker, sternDefault, sternRaw, sternJSON, sternExtended, journaldShort, journaldJSON, nodeLogs, awsTail],
	...[syslog, lists, concatenated, printed, cloudwatch, loki, aks],
);
