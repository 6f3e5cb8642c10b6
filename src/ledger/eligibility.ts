/** Why an address may vote or register: the statement to check, by the origin of the process's census. */
import type { Eligibility } from "../ballot/index.js";
import { type Hex, parseScalarHex } from "../bytes/index.js";
import { certificateStatement } from "../census/index.js";
import { ensure, Refusal } from "../errors/index.js";
import { CensusOrigin, isEvmOrigin, readAuthorityRoot } from "../process/index.js";
import { scopeOf } from "./context.js";
import { type LedgerProcess, presentRoot } from "./process-record.js";
import type { Statement } from "./statements.js";

/** An address that votes or registers, and its eligibility. */
export interface Applicant {
  readonly voter: Hex;
  readonly weight: bigint;
  readonly eligibility: Eligibility;
}

const wrongKind = () =>
  new Refusal("ledger/eligibility", "the process's census requires another kind of eligibility");

/** What an authority of origin 3 signed: the address with its weight, or a blinded one-time address. */
function authorityStatement(
  { voter, weight, eligibility }: Applicant,
  process: LedgerProcess,
  root: string,
): Statement {
  const authority = readAuthorityRoot(root);
  if (authority?.kind === "ecdsa" && eligibility.kind === "certified") {
    const certificate = { scope: scopeOf(process, 0), voter, weight };
    return certificateStatement(root, certificate, eligibility.certificate);
  }
  if (authority?.kind !== "blind" || eligibility.kind !== "blind") throw wrongKind();
  ensure(weight === 1n, "ledger/weight", "every voter of this process weighs 1");
  const { randomizer, signature } = eligibility;
  return { kind: "blind-signature", modulus: authority.modulus, randomizer, address: voter, signature };
}

/**
 * @param root the census root to check against
 * @throws PsephosError `ledger/eligibility` (for another origin), `ledger/weight`
 */
export function eligibilityStatement(applicant: Applicant, process: LedgerProcess, root: string): Statement {
  const { voter, weight, eligibility } = applicant;
  const { params } = process.declaration;
  const { censusOrigin: origin } = params;
  if (origin === CensusOrigin.OFF_CHAIN_CA) return authorityStatement(applicant, process, root);
  ensure(
    origin !== CensusOrigin.OFF_CHAIN_TREE || weight === 1n,
    "ledger/weight",
    "every voter of this process weighs 1",
  );
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
  if (eligibility.kind !== "member") throw wrongKind();
  const { nodes } = eligibility;
  return { kind: "membership", root: parseScalarHex(root, "the census root"), address: voter, weight, nodes };
}

/** The most voters of a process whose authority signs blindly; undefined for any other process. */
export function mostBlindVoters({ record }: LedgerProcess): number | undefined {
  const authority = readAuthorityRoot(presentRoot(record));
  return authority?.kind === "blind" ? authority.mostVoters : undefined;
}
