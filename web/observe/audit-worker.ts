/** The worker of an audit. */
import { startPoseidon } from "../shared/poseidon.js";
import { answer } from "../shared/rpc.js";
import { type AuditMethods, audit } from "./auditor.js";

answer<AuditMethods>(globalThis as unknown as Parameters<typeof answer>[0], { audit }, startPoseidon());
