/** A question that a call has no answer to, though it has what is asked for: told, and counted, but the call is not kept. */
export class Unanswerable extends Error {}
