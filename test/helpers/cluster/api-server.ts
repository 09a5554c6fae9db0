import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folder } from "../log.ts";
import { FakePod } from "./pod.ts";

/** True where the real kubectl is there, which the tests of a cluster go through. */
export const hasKubectl = spawnSync("kubectl", ["version", "--client"]).status === 0;
/** True where a certificate can be made. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

const TOKEN = "a-token-of-somebody";
const FLAGS = ["--audit-policy-file=/etc/kubernetes/audit-policy.yaml", "--audit-log-path=-"];

/** Answers kubectl as an API server does: its version, the pods of kube-system, and their logs. */
export class ApiServer {
	/** The path of a kubeconfig that leads to it. */
	readonly kubeconfig = join(folder(), "kubeconfig");
	/** The paths and queries of all requests, in order. */
	readonly requests: URL[] = [];
	readonly pods: FakePod[] = [];
	version = { major: "1", minor: "32", gitVersion: "v1.32.4" };
	/** False where the feature gate PodLogsQuerySplitStreams is off, though the version has it. */
	canSplit = true;
	/** Why no log can be read: its kubelet cannot be reached. */
	broken: string | undefined;
	/** What is forbidden: `list pods`, `get pods/log`, …; `get pods/log NAME` for one pod. */
	readonly forbidden = new Set<string>();
	readonly #sockets = new Set<Socket>();
	#server: Server | undefined;
	#tls: { key: Buffer; cert: Buffer; ca: Buffer } | undefined;
	#port = 0;

	/** Starts one, which ends with the test. */
	static async start({ tls = false } = {}): Promise<ApiServer> {
		const server = new ApiServer();
		if (tls) server.#tls = madeCertificate();
		await server.up();
		server.#writeKubeconfig();
		onTestFinished(() => server.down());
		return server;
	}

	/** Adds an API server's pod, on a node. */
	addPod(node: string, flags: readonly string[] = FLAGS): FakePod {
		const pod = new FakePod(`kube-apiserver-${node}`, node, flags);
		this.pods.push(pod);
		return pod;
	}

	/** Listens, again where it did before. */
	async up(): Promise<void> {
		const answer: RequestListener = (request, response) => this.#answer(request, response);
		const server = this.#tls ? createTlsServer(this.#tls, answer) : createServer(answer);
		this.#server = server;
		server.on("connection", (socket) => {
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
			socket.on("error", () => {});
		});
		await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
		this.#port = (server.address() as AddressInfo).port;
	}

	/** Is not there for a while: every connection is cut, others are refused. */
	async down(): Promise<void> {
		const closed = new Promise((resolve) => this.#server?.close(resolve));
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}

	/** How often that part of a path or query was asked for. */
	asked(part: string): number {
		return this.requests.filter(({ href }) => href.includes(part)).length;
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? "", "http://server");
		this.requests.push(url);
		const isKnown = !this.#tls || request.headers.authorization === `Bearer ${TOKEN}`;
		const reply = isKnown ? this.#replyTo(url) : refusal(401, "Unauthorized", "Unauthorized");
		if (reply instanceof Function) reply(response);
		else response.writeHead(reply.code, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
	}

	#replyTo(url: URL): Reply {
		if (url.pathname === "/version") return { code: 200, body: this.version };
		const [, , , namespace = "", , name, log] = url.pathname.split("/").filter(Boolean);
		const what = log ? "get pods/log" : name ? "get pods" : "list pods";
		if (this.forbidden.has(what) || this.forbidden.has(`${what} ${name}`)) return forbidden(what, namespace, name);
		const pods = namespace === "kube-system" ? this.pods : [];
		if (!name) return { code: 200, body: { kind: "PodList", apiVersion: "v1", items: selected(pods, url) } };
		const pod = pods.find((one) => one.name === name);
		if (!pod) return refusal(404, "NotFound", `pods "${name}" not found`);
		return log ? this.#logOf(pod, url.searchParams) : { code: 200, body: { kind: "Pod", apiVersion: "v1", ...pod.object } };
	}

	#logOf(pod: FakePod, query: URLSearchParams): Reply {
		if (this.broken)
			return refusal(500, "InternalError", `Get "https://10.0.0.1:10250/containerLogs/kube-system/${pod.name}": ${this.broken}`);
		const previous = query.get("previous") === "true";
		const knowsSplit = Number.parseInt(this.version.minor, 10) >= 32;
		if (query.get("container") !== "kube-apiserver") return refusal(400, "BadRequest", `container is not valid for pod ${pod.name}`);
		if (knowsSplit && !this.canSplit && query.has("stream"))
			return refusal(422, "Invalid", 'PodLogOptions "" is invalid: stream: Forbidden: may not be specified');
		if (previous && !pod.hasPrevious)
			return refusal(400, "BadRequest", `previous terminated container "kube-apiserver" in pod "${pod.name}" not found`);
		return (response) =>
			pod.serve(response, {
				previous,
				follow: query.get("follow") === "true",
				since: Date.parse(query.get("sinceTime") ?? "1970-01-01"),
				stdoutOnly: knowsSplit && query.get("stream") === "Stdout",
			});
	}

	#writeKubeconfig(): void {
		const tls = this.#tls;
		const cluster = {
			server: `${tls ? "https" : "http"}://127.0.0.1:${this.#port}`,
			...(tls ? { "certificate-authority-data": tls.ca.toString("base64") } : {}),
		};
		const config = {
			apiVersion: "v1",
			kind: "Config",
			clusters: [{ name: "test", cluster }],
			users: [{ name: "somebody", user: tls ? { token: TOKEN } : {} }],
			contexts: [{ name: "test", context: { cluster: "test", user: "somebody" } }],
			"current-context": "test",
		};
		writeFileSync(this.kubeconfig, JSON.stringify(config));
	}
}

/** One JSON value, or what writes the answer. */
type Reply = { readonly code: number; readonly body: object } | ((response: ServerResponse) => void);

function selected(pods: readonly FakePod[], url: URL): object[] {
	const selector = url.searchParams.get("labelSelector");
	const found = selector === null || selector === "component=kube-apiserver" ? pods : [];
	return found.map(({ object }) => object);
}

function forbidden(what: string, namespace: string, name: string | undefined): Reply {
	const [verb, resource] = what.split(" ");
	const cannot = `User "eve" cannot ${verb} resource "${resource}" in API group "" in the namespace "${namespace}"`;
	return refusal(403, "Forbidden", `pods${name ? ` "${name}"` : ""} is forbidden: ${cannot}`);
}

const refusal = (code: number, reason: string, message: string): Reply => ({
	code,
	body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
});

/** An authority of our own, and what it says of 127.0.0.1. */
function madeCertificate() {
	const home = folder();
	const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: home, stdio: "ignore" });
	const made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
	openssl("req", "-x509", ...made, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=ours", "-days", "2");
	openssl("req", ...made, "-keyout", "key", "-out", "csr", "-subj", "/CN=server");
	writeFileSync(join(home, "names"), "subjectAltName=IP:127.0.0.1");
	openssl(
		"x509",
		"-req",
		"-in",
		"csr",
		"-CA",
		"ca.crt",
		"-CAkey",
		"ca.key",
		"-CAcreateserial",
		"-out",
		"crt",
		"-days",
		"2",
		"-extfile",
		"names",
	);
	const [key, cert, ca] = ["key", "crt", "ca.crt"].map((name) => readFileSync(join(home, name))) as [Buffer, Buffer, Buffer];
	return { key, cert, ca };
}
