/** The program of a worker that checks statements for an audit: `new Worker(new URL("psephos/audit/worker", import.meta.url), { type: "module" })`. */
import { serveFacts } from "../serve-facts.js";

serveFacts();
