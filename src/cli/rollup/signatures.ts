/** Oracles' signatures from files, as the contract takes them: so many as it asks for, by ascending address. */

import { isAddress, recoverTypedDataAddress, zeroHash } from "viem";
import { getBlockNumber } from "viem/actions";
import type { Hex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type ChainReader,
  type ChainWriter,
  isOracle,
  RollupAccount,
  readInbox,
  type SignedStatement,
  votesTypedData,
} from "../../evm/index.js";
import type { OpenRollup } from "../../rollup/index.js";
import type { Context } from "../context.js";
import { readJson } from "../files.js";

const HINT = "Ask the oracle for the file that `psephos rollup sign` wrote.";

interface Signature {
  readonly signer: Hex;
  readonly signature: Hex;
}

async function readSignature(path: string, votesDigest: Hex): Promise<Signature> {
  const document = (await readJson(path, HINT)) as Record<string, unknown> | null;
  const { signer, signature, votesDigest: signed } = document ?? {};
  ensure(
    typeof signer === "string" && isAddress(signer, { strict: false }),
    "cli/signature",
    `${path} names no signer: an address, 0x and 40 hex digits`,
    HINT,
  );
  ensure(
    typeof signature === "string" && /^0x[0-9a-fA-F]{130}$/.test(signature),
    "cli/signature",
    `${path} holds no signature: 0x and 130 hex digits`,
    HINT,
  );
  ensure(
    signed === votesDigest,
    "cli/signature",
    `${path} is not a signature over the transcript's votes`,
    HINT,
  );
  return { signer: signer as Hex, signature: signature as Hex };
}

/**
 * @returns the signatures of the lowest addresses that are oracles, so many as the terms ask for, and the files of those left out
 * @throws PsephosError `cli/signature`: a file is malformed, or over other votes, or by another than it says; `cli/signatures`: too few
 */
export async function readSignatures(
  paths: readonly string[],
  statement: SignedStatement,
  {
    client,
    rollup,
  }: { readonly client: ChainReader & { chain: { id: number } }; readonly rollup: OpenRollup },
): Promise<{ signatures: Hex[]; left: string[] }> {
  const { contracts, terms } = rollup;
  const data = votesTypedData({ rollup: contracts.rollup, chainId: client.chain.id }, statement);
  const signers = new Map<string, Signature & { readonly path: string }>();
  const strangers: string[] = [];
  for (const path of paths) {
    const read = await readSignature(path, statement.votesDigest);
    const recovered = await recoverTypedDataAddress({ ...data, signature: read.signature }).catch(() => "");
    ensure(
      recovered.toLowerCase() === read.signer.toLowerCase(),
      "cli/signature",
      `${path} is not its signer's signature over the transcript's votes and what was included, on this chain`,
      HINT,
    );
    if (await isOracle(client, contracts, [terms.votingChain, read.signer]))
      signers.set(read.signer.toLowerCase(), { ...read, path });
    else strangers.push(path);
  }
  const sorted = [...signers.values()].sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1));
  ensure(
    sorted.length >= terms.signatures,
    "cli/signatures",
    `the rollup asks for the signatures of ${terms.signatures} oracles, and ${sorted.length} are given`,
    strangers.length === 0
      ? "Give each oracle's file with --signature."
      : `Of no oracle of the process's voting chain: ${strangers.join(", ")}.`,
  );
  const taken = sorted.slice(0, terms.signatures);
  const used = new Set(taken.map(({ path }) => path));
  return {
    signatures: taken.map(({ signature }) => signature),
    left: paths.filter((path) => !used.has(path)),
  };
}

/**
 * The seal over what was included, which oracles sign; made here if nobody has yet.
 * @throws PsephosError `cli/inclusion-open`: votes or ballots can still be put on chain
 */
export async function inclusionSeal(
  { output }: Context,
  client: ChainWriter,
  { contracts, terms }: OpenRollup,
  processId: Hex,
): Promise<Hex> {
  const { openingEnd } = terms;
  ensure(
    (await getBlockNumber(client, { cacheTime: 0 })) >= openingEnd,
    "cli/inclusion-open",
    `votes or ballots can still be put on chain, until block ${openingEnd}`,
    `Sign from block ${openingEnd} on: an earlier signature would leave out later votes, or leave later ballots unopened.`,
  );
  const { inclusions } = readInbox(client, contracts);
  if ((await inclusions(processId)).seal === zeroHash) {
    await output.step("Sealing what was put on chain", async () => {
      try {
        await new RollupAccount(client, contracts).sealInclusion(processId);
      } catch (error) {
        if ((error as { rule?: string }).rule !== "AlreadySealed") throw error;
      }
    });
  }
  return (await inclusions(processId)).seal;
}
