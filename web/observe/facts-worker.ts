/** A worker that checks proofs and signatures for the worker of an audit. */
import { serveFacts } from "../../src/audit/index.js";
import { startPoseidon } from "../shared/poseidon.js";

serveFacts(startPoseidon());
