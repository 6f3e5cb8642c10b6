/** `--rpc`, for a count that a rollup settled: the code of its contracts and of its verifiers, its terms, and its transactions. */
import { equalBytes } from "@noble/ciphers/utils.js";
import { zeroAddress } from "viem";
import { getCode, readContract } from "viem/actions";
import type { AuditedElection } from "../../audit/index.js";
import type { Hex } from "../../bytes/index.js";
import { ensure, PsephosError } from "../../errors/index.js";
import {
  type ChainReader,
  findForeignCode,
  type RollupContracts,
  readProcess,
  readRollupContracts,
  readRollupTransactions,
  readTerms,
  readVerifier,
  rollupBookAbi,
} from "../../evm/index.js";
import { genesisKey } from "../../ledger/index.js";
import { firstState, stateHash, tallyInstance } from "../../rollup/index.js";
import { compileVerifier, verifierSource } from "../../setup/index.js";
import { inBatches } from "../verifier.js";

const must = (condition: unknown, what: () => string) => ensure(condition, "audit/contract", what);

type Key = NonNullable<AuditedElection["key"]>;

/** Throws unless the contract that is registered with a key has the code that the key's verifier compiles to, for one proof or for many at once. */
async function checkVerifier(
  client: ChainReader,
  contracts: RollupContracts,
  [{ circuit, verificationKey }, keyId]: readonly [Key, Hex],
): Promise<void> {
  const { verifier } = await readVerifier(client, contracts, keyId);
  const code = await getCode(client, { address: verifier });
  const usual = inBatches(circuit);
  must(
    [usual, !usual].some(
      (batch) =>
        compileVerifier(verifierSource({ verificationKey, circuit, batch })).deployedBytecode === code,
    ),
    () => `the verifier of ${circuit} at ${verifier} has other code than the key's`,
  );
}

/** @returns whether there is a compiler to compare them with */
async function checkVerifiers(
  client: ChainReader,
  contracts: RollupContracts,
  keys: readonly (readonly [Key, Hex])[],
): Promise<boolean> {
  try {
    for (const key of keys) await checkVerifier(client, contracts, key);
    return true;
  } catch (error) {
    if (error instanceof PsephosError && error.code === "setup/no-solc") return false;
    throw error;
  }
}

/** Throws unless the rollup was opened with the bundle's keys and size, and its transactions are the bundle's. */
async function checkCourse(
  client: ChainReader,
  contracts: RollupContracts,
  { view, rollup, declaration }: AuditedElection,
): Promise<void> {
  if (!rollup) return;
  const { processId } = view.record;
  const terms = await readTerms(client, contracts, processId);
  must(
    terms.batchKey === rollup.batchKeyId && terms.openKey === rollup.openKeyId,
    () => "the rollup was opened with other keys than the bundle has",
  );
  const instance = tallyInstance(rollup.batch.circuit);
  must(
    terms.slots === instance.slots && terms.firstState === stateHash(firstState(instance)),
    () => `the rollup was opened with another size, or another first state, than that of ${instance.name}`,
  );
  must(
    terms.censusKey === declaration.params.censusKey,
    () => "the rollup was opened with another census key than the process's",
  );
  const found = await readRollupTransactions(client, contracts, processId);
  const same = (bytes: Uint8Array, i: number) => equalBytes(bytes, rollup.transactions[i]!);
  must(
    found.length === rollup.transactions.length && found.every(same),
    () => "the rollup's transactions on the chain are others than those in the bundle",
  );
}

/**
 * Compares the rollup that the process names.
 * @param contract the process contract that was asked
 * @returns what to say of it, with a space before it; nothing if the process names no rollup
 * @throws PsephosError `audit/contract`
 */
export async function checkRollupCode(
  client: ChainReader,
  contract: Hex,
  election: AuditedElection,
): Promise<string> {
  const { genesis, declaration, key, rollup, view } = election;
  const { settlement, censusKey } = declaration.params;
  if (settlement === zeroAddress) return "";
  const foreign = await findForeignCode(client, settlement);
  must(
    !foreign,
    () => `${foreign!.name} at ${foreign!.address.toLowerCase()} has other code than this release's`,
  );
  const contracts = await readRollupContracts(client, settlement);
  const processes = await readContract(client, {
    ...{ address: contracts.book, abi: rollupBookAbi },
    functionName: "processes",
  });
  const counted = await readProcess(client, processes, view.record.processId);
  must(
    counted.instance === declaration.contract,
    () => `the rollup counts the processes of another contract than ${contract}`,
  );
  await checkCourse(client, contracts, election);
  const census = key && genesisKey(genesis, censusKey) ? [[key, censusKey] as const] : [];
  const tally = rollup
    ? [[rollup.batch, rollup.batchKeyId] as const, [rollup.open, rollup.openKeyId] as const]
    : [];
  const keys = [...census, ...tally];
  const compared = await checkVerifiers(client, contracts, keys);
  const course = rollup
    ? " It was opened with the bundle's keys, and its transactions are those in the bundle."
    : "";
  const verifiers = compared
    ? ` The code of ${keys.map(([{ circuit }]) => circuit).join(", ")} is that of the keys.`
    : " The verifiers' code was not compared: the Solidity compiler is not installed.";
  return ` The rollup's contracts have the code of this release.${course}${verifiers}`;
}
