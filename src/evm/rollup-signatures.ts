/** Oracles' signatures over a transcript's votes: reading their documents, and choosing those that the contract accepts. */

import { isAddress, recoverTypedDataAddress } from "viem";
import type { Hex } from "../bytes/index.js";
import { ensure } from "../errors/index.js";
import type { ChainReader } from "./client.js";
import { isOracle, type SignedStatement, votesTypedData } from "./rollup.js";
import type { RollupContracts } from "./rollup-deploy.js";
import type { RollupTerms } from "./rollup-types.js";

const HINT = "Ask the oracle for the document that it signed: `psephos rollup sign` writes it.";

/** A signature's document as `JSON.parse` gives it, and where it came from: a file's name, a peer's address. */
export interface SignatureDocument {
  readonly from: string;
  readonly document: unknown;
}

interface Signature {
  readonly from: string;
  readonly signer: Hex;
  /** EIP-712, 65 bytes. */
  readonly signature: Hex;
}

/** Reads `{signer, votesDigest, voteCount, signature}`. @throws PsephosError `evm/signature` */
function parseSignature({ from, document }: SignatureDocument, votesDigest: Hex): Signature {
  const { signer, signature, votesDigest: signed } = (document ?? {}) as Record<string, unknown>;
  ensure(
    typeof signer === "string" && isAddress(signer, { strict: false }),
    "evm/signature",
    `${from}: "signer" is not an address: 0x and 40 hex digits`,
    HINT,
  );
  ensure(
    typeof signature === "string" && /^0x[0-9a-fA-F]{130}$/.test(signature),
    "evm/signature",
    `${from}: "signature" is not a signature: 0x and 130 hex digits`,
    HINT,
  );
  ensure(
    signed === votesDigest,
    "evm/signature",
    `${from} is not a signature over the transcript's votes`,
    HINT,
  );
  return { from, signer: signer as Hex, signature: signature as Hex };
}

/** Throws unless the signer made the signature. @throws PsephosError `evm/signature` */
async function ensureSigner(
  { from, signer, signature }: Signature,
  data: ReturnType<typeof votesTypedData>,
): Promise<void> {
  const recovered = await recoverTypedDataAddress({ ...data, signature }).catch(() => "");
  ensure(
    recovered.toLowerCase() === signer.toLowerCase(),
    "evm/signature",
    `${from}: the named signer did not sign this transcript's votes and inclusions on this chain`,
    HINT,
  );
}

/**
 * Chooses as many signatures as the terms ask for, by ascending address of their oracles, as the contract takes them.
 * @returns the signatures, and where those left out came from: more than are asked for, or of an account that is no oracle
 * @param documents what `psephos rollup sign` writes
 * @throws PsephosError `evm/signature`: one is malformed, over other votes, or not by the signer that it names;
 *   `evm/signatures`: too few oracles signed
 */
export async function chooseSignatures(
  documents: readonly SignatureDocument[],
  statement: SignedStatement,
  {
    client,
    rollup,
  }: {
    readonly client: ChainReader & { chain: { id: number } };
    readonly rollup: {
      readonly contracts: RollupContracts;
      readonly terms: Pick<RollupTerms, "signatures" | "votingChain">;
    };
  },
): Promise<{ signatures: Hex[]; left: string[] }> {
  const { contracts, terms } = rollup;
  const data = votesTypedData({ rollup: contracts.rollup, chainId: client.chain.id }, statement);
  const byOracle = new Map<string, Signature>();
  const strangers: string[] = [];
  for (const document of documents) {
    const one = parseSignature(document, statement.votesDigest);
    await ensureSigner(one, data);
    if (await isOracle(client, contracts, [terms.votingChain, one.signer]))
      byOracle.set(one.signer.toLowerCase(), one);
    else strangers.push(one.from);
  }
  const sorted = [...byOracle.values()].sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1));
  ensure(
    sorted.length >= terms.signatures,
    "evm/signatures",
    `the rollup asks for the signatures of ${terms.signatures} oracles, and ${sorted.length} are given`,
    strangers.length === 0
      ? "Give a signature of each oracle."
      : `These are not from oracles of the process's voting chain: ${strangers.join(", ")}.`,
  );
  const taken = sorted.slice(0, terms.signatures);
  const used = new Set(taken.map(({ from }) => from));
  return {
    signatures: taken.map(({ signature }) => signature),
    left: documents.map(({ from }) => from).filter((from) => !used.has(from)),
  };
}
