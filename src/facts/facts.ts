/** The facts of a node: it checks each statement once, proofs under one key together, and stores the latest answers. */
import type { Hex } from "../bytes/index.js";
import { kernelPoseidon, type Poseidon } from "../engine/index.js";
import { type CensusProofStatement, type Facts, factId, type Statement } from "../ledger/index.js";
import { isAccount } from "./account.js";
import { isBalance } from "./balance.js";
import { isBlindSigned } from "./blind-signature.js";
import { areProved, type CensusVerifier, censusVerifiers, verifierOf } from "./census-proof.js";
import { isMember } from "./membership.js";
import { FactMemory } from "./memory.js";
import { isOpening } from "./opening.js";
import { isSigned } from "./signature.js";

export interface FactsOptions {
  /** Verifiers of the keys that the voting chain's processes name. */
  readonly verifiers: readonly CensusVerifier[];
  /** Accept keys with which anyone may be able to forge proofs: for tests and rehearsals. */
  readonly insecure?: boolean;
  /** How many answers are stored; 65,536 (about 20 MB) if left out. */
  readonly remembered?: number;
  /** Checks the statements without a stored answer, for example on other threads; the calling thread does if left out. */
  readonly checks?: Facts;
}

const REMEMBERED = 65_536;
/** After this many milliseconds of checks, the event loop runs. */
const TURN = 40;

type OtherStatement = Exclude<Statement, CensusProofStatement>;

/** Whether a statement that is not a census proof is true. */
function check(statement: OtherStatement, hash: Poseidon): boolean | Promise<boolean> {
  switch (statement.kind) {
    case "opening":
      return isOpening(statement, hash);
    case "signature":
      return isSigned(statement);
    case "membership":
      return isMember(statement);
    case "balance":
      return isBalance(statement);
    case "account":
      return isAccount(statement);
    case "blind-signature":
      return isBlindSigned(statement);
  }
}

/** Checks one after the other, and lets the event loop run in between. */
async function checkAll(statements: readonly OtherStatement[]): Promise<boolean[]> {
  const answers: boolean[] = [];
  const hash = await kernelPoseidon();
  let turn = performance.now();
  for (const statement of statements) {
    if (performance.now() - turn > TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      turn = performance.now();
    }
    answers.push(await check(statement, hash));
  }
  return answers;
}

/**
 * Makes the facts of a node. The same statement is not checked twice, even if it is asked again while it is being checked.
 * `ask` rejects with `facts/no-verifier` if the node lacks the key of a census proof, and with `groth16/closed` if its verifier was closed.
 * @throws PsephosError `process/insecure-key`
 */
export function createFacts({
  verifiers,
  insecure = false,
  remembered = REMEMBERED,
  checks,
}: FactsOptions): Facts {
  const byKey = censusVerifiers(verifiers, insecure);
  const memory = new FactMemory(remembered);

  /** Starts to check the statements without a stored answer. */
  function start(statements: ReadonlyMap<Hex, Statement>): void {
    if (statements.size === 0) return;
    if (checks) {
      expect([...statements.keys()], checks.ask([...statements.values()]));
      return;
    }
    const others = new Map<Hex, OtherStatement>();
    const proofs = new Map<Hex, Map<Hex, CensusProofStatement>>();
    for (const [name, statement] of statements) {
      if (statement.kind !== "census-proof") others.set(name, statement);
      else {
        const { censusKey } = statement;
        proofs.set(censusKey, (proofs.get(censusKey) ?? new Map()).set(name, statement));
      }
    }
    expect([...others.keys()], checkAll([...others.values()]));
    for (const [censusKey, ofKey] of proofs)
      expect([...ofKey.keys()], areProved(verifierOf(byKey, censusKey), [...ofKey.values()]));
  }

  function expect(names: readonly Hex[], work: Promise<readonly boolean[]>): void {
    for (const [i, name] of names.entries())
      memory.expect(
        name,
        work.then((answers) => answers[i]!),
      );
  }

  async function ask(statements: readonly Statement[]): Promise<readonly boolean[]> {
    for (const statement of statements)
      if (statement.kind === "census-proof") verifierOf(byKey, statement.censusKey);
    const named = statements.map((statement) => [factId(statement), statement] as const);
    start(new Map(named.filter(([name]) => memory.get(name) === undefined)));
    return Promise.all(named.map(([name]) => memory.get(name)!));
  }

  return { ask };
}
