/** The worker of the observer's page. */
import { answer } from "../shared/rpc.js";
import { type ObserveMethods, observe } from "./observer.js";

answer<ObserveMethods>(globalThis as unknown as Parameters<typeof answer>[0], { observe });
