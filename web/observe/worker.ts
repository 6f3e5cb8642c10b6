/** The worker of the observer's page. */
import { type ObserveMethods, observe } from "../shared/observer.js";
import { answer } from "../shared/rpc.js";

answer<ObserveMethods>(globalThis as unknown as Parameters<typeof answer>[0], { observe });
