/** The validators of now, as a node proves them. */
import { checkValidators, type ProvenValidators, type Signers, signersOf } from "../api/index.js";
import { PsephosError, Refusal } from "../errors/index.js";
import type { OpenedNode } from "./node.js";

/** @throws PsephosError `lightclient/validators`; `api/old-block`; what the client throws */
async function validatorsAtNode({ client, genesis }: OpenedNode): Promise<ProvenValidators> {
  const answer = await client.validators();
  try {
    return checkValidators(genesis, answer);
  } catch (cause) {
    if (!(cause instanceof PsephosError) || cause.kind === "failed") throw cause;
    throw new Refusal(
      "lightclient/validators",
      `the node does not prove who validates the chain now: ${cause.message}`,
      { cause, hint: cause.hint ?? "Do not use what this node says: ask another node of the chain." },
    );
  }
}

/** @throws PsephosError `lightclient/validators`; `api/old-block`; what the client throws */
export const provenSigners = async (node: OpenedNode): Promise<Signers> =>
  signersOf(node.genesis, (await validatorsAtNode(node)).validators);
