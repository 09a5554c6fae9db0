import type { AuditEvent } from "../audit/event.ts";
import type { Renderer } from "./renderer.ts";

/** What stands in the place of a body that is nested deeper than the stack. */
const TOO_DEEP = "(nested too deeply to show)";

/** A renderer that shows a call also where a body of it is nested deeper than the stack, then without bodies: nobody ends a run by what he sends. */
export const bounded =
	(render: Renderer): Renderer =>
	(call, isContext) => {
		try {
			return render(call, isContext);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			return render({ ...call, event: withBodies(call.event, TOO_DEEP) }, isContext);
		}
	};

/** An event with a text in place of each body that it has. */
export const withBodies = (event: AuditEvent, text: string): AuditEvent => ({
	...event,
	...(event.requestObject === undefined ? {} : { requestObject: text }),
	...(event.responseObject === undefined ? {} : { responseObject: text }),
});
