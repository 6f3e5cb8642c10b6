/**
 * An oracle's attestations. Each is in the notes before it is sent, so that after a restart the same one is sent again, and none that
 * contradicts it: another statement with the same number gets a higher revision.
 */
import { Failure, PsephosError } from "psephos";
import {
  type Attestation,
  type Attested,
  attestationTypedData,
  encodeTransaction,
  type LedgerState,
  saidAbout,
  wordHash,
} from "psephos/ledger";
import { bytesToHex, type Hex, hexToBytes, type LocalAccount } from "viem";
import type { FollowerOptions, Notes } from "./options.js";

const MOST_REVISIONS = 255;
/** An attestation that was accepted, and is in no block after this time, is sent again. */
const PATIENCE_MS = 15_000;

/** What is to be attested. */
export interface Claim {
  readonly subject: Hex;
  readonly sequence: number;
  readonly evmBlock: Hex;
  readonly statement: Attested;
}

interface Word {
  readonly sequence: number;
  readonly revision: number;
  readonly word: Hex;
  /** The signed transaction, hex. */
  readonly transaction: Hex;
}

export class OracleWords {
  readonly #account: LocalAccount;
  readonly #options: Pick<FollowerOptions, "genesis" | "state" | "submit" | "log">;
  readonly #notes: Notes;
  /** By subject: the word that was sent last, and when by the monotonic clock. */
  readonly #sent = new Map<Hex, { readonly word: Hex; readonly at: number }>();

  constructor(
    account: LocalAccount,
    { notes, ...options }: Pick<FollowerOptions, "genesis" | "state" | "submit" | "log" | "notes">,
  ) {
    this.#account = account;
    this.#notes = notes;
    this.#options = options;
  }

  get address(): Hex {
    return this.#account.address.toLowerCase() as Hex;
  }

  /**
   * Attests a claim, unless the chain has this oracle's attestation of it.
   * @returns `quorum` if the chain has it, and too few other oracles' ones; `recorded` if it is on its way
   * @throws PsephosError `follower/revisions`; the rule by which the chain refuses it; what the ordering failed with
   */
  async say(claim: Claim): Promise<"quorum" | "recorded"> {
    const word = wordHash(claim);
    const counting = this.#counting(claim.subject, this.#options.state());
    if (counting?.statement === word) return "quorum";
    const sent = this.#sent.get(claim.subject);
    if (sent?.word === word && performance.now() - sent.at < PATIENCE_MS) return "recorded";
    const note = this.#note(claim.subject);
    const isSame = note?.sequence === claim.sequence && note.word === word;
    // The chain may have a later one of this oracle: then the noted one is refused for its revision.
    const isStale = isSame && counting !== undefined && counting.revision >= note.revision;
    const transaction =
      isSame && !isStale ? note.transaction : await this.#sign(claim, word, counting?.revision);
    await this.#send(claim, word, transaction);
    return "recorded";
  }

  #counting(subject: Hex, state: LedgerState) {
    return saidAbout(state, subject).words.find(({ oracle }) => oracle === this.address);
  }

  #noteName(subject: Hex): string {
    return `follower/word/${this.address}/${subject}`;
  }

  #note(subject: Hex): Word | undefined {
    const bytes = this.#notes.get(this.#noteName(subject));
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Word);
  }

  async #sign(claim: Claim, word: Hex, counting = -1): Promise<Hex> {
    const noted = this.#note(claim.subject);
    const said = noted?.sequence === claim.sequence ? noted.revision : -1;
    const revision = Math.max(counting, said) + 1;
    if (revision > MOST_REVISIONS)
      throw new Failure(
        "follower/revisions",
        `this oracle has changed its attestation ${claim.sequence} about the process ${MOST_REVISIONS} times: no further one is allowed`,
        {
          hint: "The endpoints contradict each other, or the EVM replaces too many blocks: use more confirmations.",
        },
      );
    const content = { ...claim, revision };
    const signature = await this.#account.signTypedData(
      attestationTypedData(this.#options.genesis.hash, content),
    );
    const attestation: Attestation = {
      kind: "attest",
      ...content,
      oracle: this.address,
      signature: hexToBytes(signature),
    };
    const transaction = bytesToHex(encodeTransaction(attestation));
    const note: Word = { sequence: claim.sequence, revision, word, transaction };
    this.#notes.put(this.#noteName(claim.subject), new TextEncoder().encode(JSON.stringify(note)));
    return transaction;
  }

  async #send({ subject, sequence, statement }: Claim, word: Hex, transaction: Hex): Promise<void> {
    const submitted = await this.#options.submit(hexToBytes(transaction));
    this.#sent.set(subject, { word, at: performance.now() });
    this.#options.log.info({ processId: subject, sequence, kind: statement.kind }, "attested");
    submitted?.recorded?.catch((error: unknown) => {
      this.#sent.delete(subject);
      const code = error instanceof PsephosError ? error.code : "follower/unexpected";
      this.#options.log.warn({ processId: subject, sequence, code }, "no block took the attestation");
    });
  }
}
