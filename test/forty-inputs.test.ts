// Forty inputs that a robust reader of audit logs must survive, each given to the real program, end to end.
import "./forty/files.ts";
import "./forty/calls.ts";
import "./forty/wrapped.ts";
import "./forty/ending.ts";
