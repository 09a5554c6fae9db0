/**
 * auditail as a library: the stages that the program is made of. A source gives bytes, `unpacked` plain ones, `gate` whole lines of bounded
 * length, `lines` (split2) their text, `Decoder` events, `Pairer` calls, `compileQuery` a predicate over them, `formats`
 * renderers; `run` is all of it in one function. `loadPolicy` reads an audit policy as the API server does, `evaluate` asks it, `checkPolicy`
 * looks it over.
 */
export type { Call, Format, Line, Origin, Reading, State } from "./audit/call.ts";
export { durationMicros, isUnended } from "./audit/call.ts";
export type { AuditEvent, ObjectReference, ResponseStatus, UserInfo } from "./audit/event.ts";
export { isAuditEvent } from "./audit/event.ts";
export type { KeepLines } from "./audit/open-call.ts";
export type { PairingLimits, PairingOptions } from "./audit/pair.ts";
export { Pairer, pairingLimits } from "./audit/pair.ts";
export { type CallFacts, callFacts } from "./audit/record.ts";
export { type SkipKind, Tally } from "./audit/tally.ts";
export { type DecodeOptions, Decoder } from "./decode/decode.ts";
export { DEFAULT_MAX_LINE, type GateOptions, gate } from "./decode/gate.ts";
export { Lane } from "./decode/lane.ts";
export { lines } from "./decode/lines.ts";
export { type Attributes, attributesOf } from "./policy/attributes.ts";
export { checkPolicy, type Report } from "./policy/check/check.ts";
export { evaluate, isRecorded, type Verdict } from "./policy/evaluate.ts";
export { PolicyError } from "./policy/fault.ts";
export { type LoadedPolicy, loadPolicy } from "./policy/load.ts";
export type { Policy, PolicyRule } from "./policy/policy.ts";
export { anyRelease, type Release, releaseOf } from "./policy/release.ts";
export type { Field } from "./query/field.ts";
export { fields } from "./query/fields.ts";
export type { Predicate } from "./query/predicate.ts";
export { compileQuery, type Query, type QuerySpec } from "./query/query.ts";
export { QueryError } from "./query/query-error.ts";
export { Unanswerable } from "./query/unanswerable.ts";
export type { Renderer, RenderFacts } from "./render/renderer.ts";
export { formats, type OutputFormat, type OutputName } from "./render/renderers.ts";
export { type Job, type Outcome, type RunIO, run } from "./run.ts";
export { file } from "./source/file.ts";
export { type FollowOptions, followed } from "./source/follow.ts";
export { type ReadOptions, type Source, SourceError } from "./source/source.ts";
export { stdin } from "./source/stdin.ts";
export { unpacked } from "./source/unpack.ts";
