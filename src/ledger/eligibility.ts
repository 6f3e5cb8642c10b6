/** Why an address may vote or register: the statement to ask about, by the origin of the process's census. */
import type { Eligibility } from "../ballot/index.js";
import { type Hex, parseScalarHex } from "../bytes/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { CensusOrigin, isEvmOrigin, isTreeOrigin } from "../process/index.js";
import type { LedgerProcess } from "./process-record.js";
import type { Statement } from "./statements.js";

/** Who wants to do something, and why they may. */
export interface Applicant {
  readonly voter: Hex;
  readonly weight: bigint;
  readonly eligibility: Eligibility;
}

const wrongKind = () =>
  new Refusal("ledger/eligibility", "the process's census asks for another proof of who may vote");

/**
 * @param root the census root that is checked against
 * @throws PsephosError `ledger/eligibility` (of another origin), `ledger/weight`
 */
export function eligibilityStatement(
  { voter, weight, eligibility }: Applicant,
  { declaration: { params } }: LedgerProcess,
  root: string,
): Statement {
  const { censusOrigin: origin } = params;
  ensure(
    origin !== CensusOrigin.OFF_CHAIN_TREE || weight === 1n,
    "ledger/weight",
    "every voter of this process weighs 1",
  );
  if (isTreeOrigin(origin)) {
    if (eligibility.kind !== "member") throw wrongKind();
    const { nodes } = eligibility;
    return {
      kind: "membership",
      root: parseScalarHex(root, "the census root"),
      address: voter,
      weight,
      nodes,
    };
  }
  if (isEvmOrigin(origin)) {
    if (eligibility.kind !== "holder") throw wrongKind();
    return {
      kind: "balance",
      storageRoot: root as Hex,
      origin,
      position: params.balancePosition,
      tokenId: params.tokenId,
      address: voter,
      weight,
      proofs: eligibility.proofs,
    };
  }
  throw wrongKind();
}
