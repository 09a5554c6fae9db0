// The sieve's kernel, in AssemblyScript: `npm run scan` makes scan.ts of it. It looks at 32 bytes at a time, in place, where
// Buffer.indexOf finds one thing at a time and must be called for every line: 2,700 to 4,500 MB/s (docs/performance.md).
//
// The memory, in bytes: [0, 8) what `sift` says beside its result; the texts at HEAD, STAGE and ANNOTATIONS; a row of ROW bytes
// for each needle; what is kept. sieve.ts writes and reads it, and says there what stands where.

const HEAD = 64;
const HEAD_LENGTH = 43;
const STAGE = 128;
const STAGE_LENGTH = 18;
const ANNOTATIONS = 192;
const ANNOTATIONS_LENGTH = 17;
const TIME_LENGTH = 27;
const NEEDLES = 1024;
const ROW = 32;
const KEPT = 16384;
const RUN = 16;

const NEWLINE = 0x0a;
const BLANK = 0x20;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const EIGHT = 0x38;
const U = 0x75;
const Z = 0x5a;
const QUOTE_BRACE = 0x7d22; // "}
const BRACES = 0x7d7d; // }}
/** In the head of an event: an `8` so far behind the `{`. */
const EIGHT_AT = 37;
/** Annotations are looked for so far back from a line's end; longer ones are not plain. */
const FARTHEST = 4096;

// @ts-ignore: decorator
@inline
function same(a: i32, b: i32, length: i32): bool {
  let at = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at += 1) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/** True where an event begins as Go writes it. */
function isHead(at: i32): bool {
  return same(at, HEAD, HEAD_LENGTH);
}

/** True for an escape that Go writes: \u000a, \u001b, \u0026, \u003c, \u003e, \u2028, \u2029, \ufffd, and those of one letter. */
function isGoEscape(at: i32): bool {
  const letter = load<u8>(at, 1);
  if (letter != U) return (letter & 1) == 0; // of " \ b f n r t / only the slash is odd, which Go does not escape
  const hex = load<u32>(at, 2);
  if (hex == 0x36323030 || hex == 0x63333030 || hex == 0x65333030 || hex == 0x64666666) return true;
  if (hex == 0x38323032 || hex == 0x39323032) return true;
  const low = hex & 0x00ffffff;
  return low == 0x00303030 || low == 0x00313030;
}

/** True where the backslash at `at` begins an escape, and does not end one. */
function isEscape(at: i32, line: i32): bool {
  let first = at;
  while (first > line && load<u8>(first - 1) == BACKSLASH) first -= 1;
  return ((at - first) & 1) == 0;
}

/** True for a line that ends as an event does, behind its stageTimestamp and annotations: one that is torn behind a brace does not. */
function endsEvent(line: i32, end: i32): bool {
  const last = load<u16>(end - 2);
  if (last == QUOTE_BRACE) {
    const stage = end - 2 - TIME_LENGTH - STAGE_LENGTH;
    return stage > line && same(stage, STAGE, STAGE_LENGTH) && load<u8>(end - 3) == Z;
  }
  return last == BRACES && endsInAnnotations(line, end);
}

/** Annotations are the last key of an event, right behind stageTimestamp: `…Z","annotations":{"…":"…"}}`. */
function endsInAnnotations(line: i32, end: i32): bool {
  const z = i8x16.splat(<i8>Z);
  const brace = i8x16.splat(<i8>BRACE);
  const low = max(line + HEAD_LENGTH + STAGE_LENGTH + TIME_LENGTH, end - FARTHEST);
  for (let at = end - 32; at > low; at -= 16) {
    const both = v128.and(i8x16.eq(v128.load(at), z), i8x16.eq(v128.load(at, ANNOTATIONS_LENGTH), brace));
    for (let mask = i8x16.bitmask(both); mask; mask &= mask - 1) {
      const behind = at + ctz(mask) + 1;
      if (same(behind, ANNOTATIONS, ANNOTATIONS_LENGTH) && same(behind - TIME_LENGTH - STAGE_LENGTH, STAGE, STAGE_LENGTH)) return true;
    }
  }
  return false;
}

/** Where a needle may begin among the 16 bytes at `at`: two of its bytes, the rarest, are where they belong. */
// @ts-ignore: decorator
@inline
function mayBegin(at: i32, row: i32): v128 {
  return v128.and(
    i8x16.eq(v128.load(at + load<i32>(row, 8)), v128.load8_splat(row, 16)),
    i8x16.eq(v128.load(at + load<i32>(row, 12)), v128.load8_splat(row, 17)),
  );
}

/** What must be looked at among the 16 bytes at `at`, the needles aside: control characters, escapes that may not be Go's, heads. */
// @ts-ignore: decorator
@inline
function marks(at: i32): v128 {
  const bytes = v128.load(at);
  const controls = i8x16.lt_u(bytes, i8x16.splat(<i8>BLANK));
  const escapes = v128.and(i8x16.eq(bytes, i8x16.splat(<i8>BACKSLASH)), v128.and(v128.load(at, 1), i8x16.splat(1)));
  const heads = v128.and(i8x16.eq(bytes, i8x16.splat(<i8>BRACE)), i8x16.eq(v128.load(at, EIGHT_AT), i8x16.splat(<i8>EIGHT)));
  return v128.or(v128.or(controls, escapes), heads);
}

/** The groups, as bits, one of whose needles begins at `at`. */
function groupsAt(at: i32, needles: i32): i32 {
  let groups = 0;
  for (let row = NEEDLES, end = NEEDLES + needles * ROW; row < end; row += ROW) {
    if (same(at, load<i32>(row), load<i32>(row, 4))) groups |= load<i32>(row, 20);
  }
  return groups;
}

// The line that is being looked at, and what is known of it.
let line: i32 = 0;
let found: i32 = 0;
// What was kept so far.
let runs: i32 = 0;
let runEnd: i32 = -1;
let leftOut: i32 = 0;

/** Writes the line that ends before `next` to what is kept, with the run before it where that ends here. */
function keep(next: i32): void {
  if (runEnd == line) {
    const run = KEPT + (runs - 1) * RUN;
    store<i32>(run, load<i32>(run, 12) + 1, 12);
    store<i32>(run, next, 4);
  } else {
    const run = KEPT + runs * RUN;
    store<i32>(run, line);
    store<i32>(run, next, 4);
    store<i32>(run, leftOut, 8);
    store<i32>(run, 1, 12);
    runs += 1;
    leftOut = 0;
  }
  runEnd = next;
}

/** Ends the line at a newline; false for one that is not plain. */
function endLine(at: i32, all: i32): bool {
  if (!endsEvent(line, at)) return false;
  if ((found & all) == all) keep(at + 1);
  else leftOut += 1;
  line = at + 1;
  found = 0;
  return true;
}

/** Looks at a place that is marked; false where it shows that the line, or the one that begins behind it, is not plain. */
function look(at: i32, end: i32, needles: i32, all: i32): bool {
  const byte = <i32>load<u8>(at);
  if (byte == NEWLINE) return endLine(at, all) && line < end && isHead(line);
  if (byte < BLANK || (byte == BACKSLASH && !isGoEscape(at) && isEscape(at, line))) return false;
  if (byte == BRACE && at != line && isHead(at)) return false;
  found |= groupsAt(at, needles);
  return true;
}

/** Looks at all places that are marked among the 16 bytes at `at`. */
function lookAround(at: i32, marked: v128, end: i32, needles: i32, all: i32): bool {
  for (let mask = i8x16.bitmask(i8x16.ne(marked, i8x16.splat(0))); mask; mask &= mask - 1) {
    const place = at + ctz(mask);
    if (place >= end || !look(place, end, needles, all)) return false;
  }
  return true;
}

/**
 * Goes over the lines that begin at `start` while they are plain and end before `end`, and writes those to KEPT that hold a
 * needle of each group (`all` has their bits), as runs: start, end, lines before it that are left out, lines in it.
 * Returns the number of runs. At 0: where it stopped, the beginning of a line; at 4: lines that were left out behind the last run.
 */
export function sift(start: i32, end: i32, needles: i32, all: i32): i32 {
  // The first needle is often the only one: its row is not read again for each 16 bytes.
  const at1 = load<i32>(NEEDLES, 8);
  const at2 = load<i32>(NEEDLES, 12);
  const byte1 = v128.load8_splat(NEEDLES, 16);
  const byte2 = v128.load8_splat(NEEDLES, 17);
  const lastRow = NEEDLES + needles * ROW;
  line = start;
  found = runs = leftOut = 0;
  runEnd = -1;
  let isPlain = start < end && isHead(start);
  for (let at = start + 1; isPlain && at < end; at += 32) {
    let here = v128.or(marks(at), v128.and(i8x16.eq(v128.load(at + at1), byte1), i8x16.eq(v128.load(at + at2), byte2)));
    let next = v128.or(marks(at + 16), v128.and(i8x16.eq(v128.load(at + at1, 16), byte1), i8x16.eq(v128.load(at + at2, 16), byte2)));
    for (let row = NEEDLES + ROW; row < lastRow; row += ROW) {
      here = v128.or(here, mayBegin(at, row));
      next = v128.or(next, mayBegin(at + 16, row));
    }
    if (v128.any_true(v128.or(here, next))) isPlain = lookAround(at, here, end, needles, all) && lookAround(at + 16, next, end, needles, all);
  }
  store<i32>(0, line);
  store<i32>(0, leftOut, 4);
  return runs;
}
