/**
 * What this keykeeper did in each ceremony: one file for each genesis, process and round. The file is there before the message that needs it goes out,
 * and it stays for ever, so the keykeeper never deals twice; its secret is taken out when it is no longer needed.
 *
 * In the clear: the deal as it was sent, the confirmed key, and why it is over. Sealed: the secret key of the layer, or the share of the confirmed key.
 */
import { Refusal } from "psephos";
import type { Hex } from "viem";
import { bytesToHex, hexToBytes } from "viem/utils";
import type { Folder } from "./folder.js";
import type { Identity } from "./identity.js";
import { open, type Sealed, seal } from "./sealing.js";

export interface Ceremony {
  /** Of the genesis document, 32 bytes. */
  readonly genesis: Hex;
  readonly processId: Hex;
  readonly round: number;
}

/** Why a keykeeper has nothing more to do in a ceremony. */
export type Over = "counted" | "canceled" | "failed";

export interface CeremonyRecord extends Ceremony {
  /** The deal's transaction as it was first sent; null if it was not made with this folder. */
  readonly deal: Uint8Array | null;
  /** The key that it confirmed, and keccak256 of all verification keys. */
  readonly confirmed: { readonly key: Hex; readonly verificationKeys: Hex } | null;
  readonly over: Over | null;
  /** 32 bytes, or null: the layer's secret key, or the share of the confirmed key. */
  readonly secret: Uint8Array | null;
}

interface RecordFile extends Ceremony, Sealed {
  readonly type: "psephos-keykeeper-ceremony";
  readonly version: 1;
  readonly keykeeper: Hex;
  readonly deal: Hex | null;
  readonly confirmed: CeremonyRecord["confirmed"];
  readonly over: Over | null;
}

const PREFIX = "ceremony-";
const nameOf = ({ genesis, processId, round }: Ceremony): string =>
  `${PREFIX}${genesis.slice(2, 18)}-${processId.slice(2)}-${round}.json`;

const clearText = (keykeeper: Hex, record: CeremonyRecord): string => {
  const { genesis, processId, round, deal, confirmed, over } = record;
  return JSON.stringify({
    type: "psephos-keykeeper-ceremony",
    version: 1,
    keykeeper,
    genesis,
    processId,
    round,
    deal: deal && bytesToHex(deal),
    confirmed: confirmed && { key: confirmed.key, verificationKeys: confirmed.verificationKeys },
    over,
  });
};

const fileText = (clear: string, { nonce, sealed }: Sealed): string =>
  `${JSON.stringify({ ...JSON.parse(clear), nonce, sealed }, null, 1)}\n`;

export class Records {
  readonly #folder: Folder;
  readonly #identity: Identity;

  constructor(folder: Folder, identity: Identity) {
    this.#folder = folder;
    this.#identity = identity;
  }

  /** @throws PsephosError `keykeeper/foreign-file`, `keykeeper/damaged`, and those of `Folder` */
  async read(ceremony: Ceremony): Promise<CeremonyRecord | undefined> {
    const name = nameOf(ceremony);
    const text = await this.#folder.read(name);
    return text === undefined ? undefined : this.#parse(text, ceremony, `${this.#folder.path}/${name}`);
  }

  #parse(text: string, ceremony: Ceremony, path: string): CeremonyRecord {
    const damaged = new Refusal("keykeeper/damaged", `${path} is damaged`, {
      hint: "Take it from your copy. Do not delete it: this keykeeper could deal a second time in that ceremony.",
    });
    let file: RecordFile;
    try {
      file = JSON.parse(text) as RecordFile;
    } catch {
      throw damaged;
    }
    const { keykeeper, genesis, processId, round, deal, confirmed, over, nonce, sealed } = file;
    if (file.type !== "psephos-keykeeper-ceremony" || file.version !== 1) throw damaged;
    const own =
      keykeeper === this.#identity.address &&
      genesis === ceremony.genesis &&
      processId === ceremony.processId &&
      round === ceremony.round;
    if (!own)
      throw new Refusal(
        "keykeeper/foreign-file",
        `${path} belongs to another keykeeper, chain, process or round`,
        {
          hint: "Move it back to where it came from.",
        },
      );
    try {
      const clear = { ...ceremony, deal: deal && hexToBytes(deal), confirmed, over, secret: null };
      const header = clearText(keykeeper, clear);
      if (fileText(header, { nonce, sealed }) !== text) throw damaged;
      const secret = open(this.#identity.fileKey, header, { nonce, sealed });
      if (!secret) throw damaged;
      return { ...clear, secret: secret.length === 0 ? null : secret };
    } catch {
      throw damaged;
    }
  }

  #text(record: CeremonyRecord): string {
    const clear = clearText(this.#identity.address, record);
    return fileText(clear, seal(this.#identity.fileKey, clear, record.secret ?? new Uint8Array()));
  }

  /** Writes the first record of a ceremony. @returns the one that is stored: another one if there was one already */
  async create(record: CeremonyRecord): Promise<CeremonyRecord> {
    const { genesis, processId, round } = record;
    const ceremony = { genesis, processId, round };
    if (await this.#folder.create(nameOf(ceremony), this.#text(record))) return record;
    return (await this.read(ceremony))!;
  }

  /** Replaces a record. What was sent and what is over stays. @throws PsephosError `keykeeper/write` */
  async update(record: CeremonyRecord): Promise<void> {
    await this.#folder.replace(nameOf(record), this.#text(record));
  }
}
