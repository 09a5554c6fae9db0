/**
 * Draws `auditail.svg`, the README's picture: runs a command in a real terminal and writes down what its screen shows.
 * `node docs/picture.js` after a build; the same log gives the same bytes.
 */
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import pty from "@lydell/node-pty";
import xterm from "@xterm/headless";

/** What is run, by a shell, in the folder of the sample logs. */
const COMMAND = "auditail minikube.log -n dev --tail 25";
/** When it is run, as far as it knows: on any other day than the log's, a row with the date would come first. */
const NOW = "2026-11-23T15:12:00Z";
/** The terminal. More rows than this scroll out of the picture; fewer make it smaller. */
const COLUMNS = 120;
const ROWS = 34;

const COLORS = {
	window: "#161b22",
	border: "#3d444d",
	text: "#d1d7e0",
	bold: "#ffffff",
	buttons: ["#ff5f57", "#febc2e", "#28c840"],
	/** The terminal's 16 colours, black to bright white. */
	letters: [
		"#6e7681",
		"#ff7b72",
		"#7ee787",
		"#e3b341",
		"#79c0ff",
		"#dc95ff",
		"#76e3ea",
		"#c9d1d9",
		"#8b949e",
		"#ffa198",
		"#aff5b4",
		"#f2cc60",
		"#a5d6ff",
		"#ebbdff",
		"#b3f0ff",
		"#ffffff",
	],
	/** The same behind letters, dark enough to read white on them. */
	grounds: ["#0d1117", "#c62b2b", "#196c2e", "#845306", "#1158c7", "#6e40c9", "#1b7c83", "#6e7681"],
};
const FONT = "ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";
const FONT_SIZE = 14;
const CELL = { width: 8.4, height: 20, baseline: 14.5 };
const MARGIN = { side: 20, top: 46, bottom: 18 };

/** Runs the command in a terminal, its prompt on the first row, and gives the terminal once the command has ended. */
async function run(command) {
	const terminal = new xterm.Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 0, allowProposedApi: true });
	terminal.write(`\x1b[32m$\x1b[39m \x1b[1m${command}\x1b[22m\r\n`);
	const cwd = `${dirname(import.meta.dirname)}/samples`;
	const env = { NODE: process.execPath, CLOCK: `data:text/javascript,Date.now=()=>${Date.parse(NOW)}`, TERM: "xterm-256color" };
	const script = `auditail() { "$NODE" --import "$CLOCK" ../bin/auditail.js "$@"; }; ${command}`;
	const shell = pty.spawn("sh", ["-c", script], { cols: COLUMNS, rows: ROWS, cwd, env });
	shell.onData((data) => terminal.write(data));
	const { exitCode } = await new Promise((resolve) => shell.onExit(resolve));
	if (exitCode !== 0) throw new Error(`${command}: exit ${exitCode}`);
	await new Promise((resolve) => terminal.write("", resolve));
	return terminal;
}

/** The rows of a terminal's screen down to the last that holds anything, each a list of cells. */
function screen({ buffer, rows }) {
	const lines = Array.from({ length: rows }, (_, row) => buffer.active.getLine(row));
	const used = lines.findLastIndex((line) => line.translateToString(true) !== "") + 1;
	return lines.slice(0, used).map(cellsOf);
}

/** The cells of a line; the second half of a wide character is none. */
function cellsOf(line) {
	const cells = Array.from({ length: COLUMNS }, (_, column) => ({ column, ...look(line.getCell(column)) }));
	return cells.filter(({ width }) => width > 0);
}

/** What a cell shows: its character, how many columns that takes, its colours and attributes. */
function look(cell) {
	const bold = cell.isBold() !== 0;
	const letter = color(cell.isFgDefault(), cell.getFgColor(), COLORS.letters) ?? (bold ? COLORS.bold : COLORS.text);
	const ground = color(cell.isBgDefault(), cell.getBgColor(), COLORS.grounds);
	return {
		text: cell.getChars() || " ",
		width: cell.getWidth(),
		letter: cell.isInverse() ? (ground ?? COLORS.window) : letter,
		ground: cell.isInverse() ? letter : ground,
		bold,
		dim: cell.isDim() !== 0,
	};
}

/** A colour of a palette; undefined for the terminal's own. */
function color(isDefault, index, palette) {
	if (isDefault) return undefined;
	if (!palette[index]) throw new Error(`no colour ${index} in the picture's palette`);
	return palette[index];
}

/** Splits cells into runs of neighbours that belong together. */
function runs(cells, belong) {
	const found = [];
	for (const cell of cells) {
		const run = found.at(-1);
		if (run && belong(run.at(-1), cell)) run.push(cell);
		else found.push([cell]);
	}
	return found;
}

/** True for a cell that only its background fills. */
const isBlank = ({ text }) => text === " ";

/** True for cells that make one word in one style. Each word has its own place, so that columns line up in any font. */
const isOneWord = (a, b) => !isBlank(a) && !isBlank(b) && ["letter", "bold", "dim", "width"].every((key) => a[key] === b[key]);

/** A row's text, and what is behind it. */
function rowElements(cells, row) {
	const grounds = runs(cells, (a, b) => a.ground === b.ground).filter(([first]) => first.ground);
	const words = runs(cells, isOneWord).filter(([first]) => !isBlank(first));
	const text = element("text", { y: MARGIN.top + row * CELL.height + CELL.baseline }, words.map(wordElement).join(""));
	return [...grounds.map((run) => groundElement(run, row)), text];
}

/** The colour behind a run. */
function groundElement(run, row) {
	return element("rect", { x: left(run), y: MARGIN.top + row * CELL.height, width: extent(run), height: CELL.height, fill: run[0].ground });
}

/** A word, as wide as its cells whatever the font. */
function wordElement(run) {
	const [{ letter, bold, dim }] = run;
	const place = { x: left(run), textLength: extent(run), lengthAdjust: "spacingAndGlyphs" };
	const style = {
		fill: letter === COLORS.text ? undefined : letter,
		"fill-opacity": dim ? 0.6 : undefined,
		"font-weight": bold ? "bold" : undefined,
	};
	return element("tspan", { ...place, ...style }, escaped(run.map(({ text }) => text).join("")));
}

/** Where a run begins, and how far it goes. */
const left = ([first]) => MARGIN.side + first.column * CELL.width;
const extent = (run) => run.reduce((sum, { width }) => sum + width, 0) * CELL.width;

/** The whole picture: a window with its buttons and the rows of a screen. */
function picture(rows) {
	const width = 2 * MARGIN.side + COLUMNS * CELL.width;
	const height = MARGIN.top + rows.length * CELL.height + MARGIN.bottom;
	const frame = { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 10, fill: COLORS.window, stroke: COLORS.border };
	const buttons = COLORS.buttons.map((fill, at) => element("circle", { cx: MARGIN.side + 6 + at * 20, cy: 22, r: 6, fill }));
	const letters = element(
		"g",
		{ "font-family": FONT, "font-size": FONT_SIZE, fill: COLORS.text },
		`\n${rows.flatMap(rowElements).join("\n")}\n`,
	);
	const content = [element("title", {}, escaped(COMMAND)), element("rect", frame), ...buttons, letters].join("\n");
	return element(
		"svg",
		{ xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, role: "img" },
		`\n${content}\n`,
	);
}

/** An SVG element; attributes without a value are left out, numbers rounded. */
function element(name, attributes, content = "") {
	const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
	const written = given
		.map(([key, value]) => ` ${key}="${typeof value === "number" ? Number(value.toFixed(2)) : escaped(value)}"`)
		.join("");
	return content ? `<${name}${written}>${content}</${name}>` : `<${name}${written}/>`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Text as XML has it, in elements and attributes. */
const escaped = (text) => text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character]);

writeFileSync(`${import.meta.dirname}/auditail.svg`, `${picture(screen(await run(COMMAND)))}\n`);
