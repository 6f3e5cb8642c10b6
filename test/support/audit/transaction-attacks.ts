/** Alters the transactions of a bundle: each field of each one, and which there are, where, and in which order. */
import { decode, encode } from "cborg";
import {
  type PlacedTransaction,
  parseTransactionLine,
  transactionLine,
} from "../../../src/audit/documents.js";
import type { Check } from "../../../src/audit/index.js";
import { readInteger } from "../../../src/bytes/index.js";
import { proofBytes, rerandomized } from "../rerandomize.js";
import type { Attack } from "./attacks.js";
import { bytesOfLines, linesOf, pack, type Unpacked, withFiles } from "./repack.js";

type Field = number | string | null | Uint8Array | readonly Field[];

/** The place of a field: indexes of lists. */
type Place = readonly number[];

function placesOf(value: Field, place: Place = []): Place[] {
  return Array.isArray(value) ? value.flatMap((one, i) => placesOf(one as Field, [...place, i])) : [place];
}

/** Another value of the same type. */
function otherField(value: Exclude<Field, readonly Field[]>): Field {
  if (value === null) return new Uint8Array(32);
  if (typeof value === "number") return value + 1;
  if (typeof value === "string")
    return value === "" ? "x" : `${value.slice(0, -1)}${value.endsWith("1") ? "2" : "1"}`;
  if (value.length === 0) return Uint8Array.of(1);
  const copy = value.slice();
  copy[copy.length - 1]! ^= copy.length === 1 ? 16 : 1; // a weight must not become 0
  return copy;
}

function withField(value: Field, [at, ...rest]: Place): Field {
  if (at === undefined) return otherField(value as Exclude<Field, readonly Field[]>);
  return (value as readonly Field[]).map((one, i) => (i === at ? withField(one, rest) : one));
}

const NAMES: Record<number, readonly string[]> = {
  0: ["kind", "process", "nonce", "keys", "package", "weight", "root", "nullifier", "voteHash", "proof"],
  1: ["kind", "process", "nonce", "keys", "package", "weight", "root", "voter", "signature", "eligibility"],
  2: ["kind", "process", "nonce", "commitment", "weight", "voter", "signature", "eligibility"],
  3: ["kind", "subject", "sequence", "revision", "evmBlock", "statement", "oracle", "signature"],
  4: ["kind", "process", "round", "keykeeper", "deal", "signature"],
  5: ["kind", "process", "round", "dealer", "place", "point", "proof"],
  6: ["kind", "process", "round", "keykeeper", "signature"],
  7: ["kind", "process", "round", "place", "secret"],
};

const isVote = (kind: number) => kind === 0 || kind === 1;

/** The line that finds a field of a transaction altered. */
function lineOfField(kind: number, [field]: Place): readonly Check[] {
  if (kind === 3) return ["process", "history"]; // the first attestation that declares the process is compared with process.json
  if (!isVote(kind)) return ["history"];
  const name = NAMES[kind]![field!]!;
  if (name === "kind" || name === "process") return ["history", "votes"];
  // A number that is too high, a key that the process does not have, a root that it does not take: rules that come before the proof.
  return ["nonce", "keys", "root", "eligibility"].includes(name) ? ["votes", "proofs"] : ["proofs"];
}

/** The lines that find a transaction missing, moved or added, if it is no vote. */
const HISTORY: readonly Check[] = ["process", "history", "votes", "proofs", "census", "log", "record"];

const kindOf = ({ transaction }: PlacedTransaction) => (decode(transaction) as readonly Field[])[0] as number;

export function* transactionAttacks(bundle: Unpacked): Generator<Attack> {
  const placed = linesOf(bundle.files.get("transactions.jsonl")!).map(parseTransactionLine);
  const write = (changed: readonly PlacedTransaction[]) => () =>
    pack(
      withFiles(
        bundle,
        (all) => void all.set("transactions.jsonl", bytesOfLines(changed.map(transactionLine))),
      ),
    );
  for (const [i, one] of placed.entries()) {
    const name = `transaction ${i + 1}`;
    const fields = decode(one.transaction) as readonly Field[];
    const kind = fields[0] as number;
    const vote = isVote(kind);
    const anyOf = vote ? (["votes", "log"] as const) : HISTORY;
    for (const place of placesOf(fields))
      yield {
        name: `${name}: ${NAMES[kind]![place[0]!]}${place
          .slice(1)
          .map((at) => `.${at}`)
          .join("")}`,
        found: lineOfField(kind, place),
        make: write(placed.with(i, { ...one, transaction: encode(withField(fields, place)) })),
      };
    yield {
      name: `${name}: not in canonical form`,
      found: vote ? ["votes"] : ["history"],
      make: write(placed.with(i, { ...one, transaction: new Uint8Array([...one.transaction, 0]) })),
    };
    yield { name: `${name}: dropped`, found: anyOf, harmless: !vote, make: write(placed.toSpliced(i, 1)) };
    yield {
      name: `${name}: doubled`,
      found: vote ? ["votes"] : ["history"],
      make: write(placed.toSpliced(i, 0, one)),
    };
    for (const by of [-1, 1]) {
      const moved = { ...one, height: one.height + by };
      const others = placed.toSpliced(i, 1);
      const at = others.findIndex(({ height }) => height > moved.height);
      yield {
        name: `${name}: moved by ${by} block`,
        harmless: !vote,
        found: vote ? ["history", "votes", "proofs", "log"] : HISTORY,
        make: write(others.toSpliced(at < 0 ? others.length : at, 0, moved)),
      };
    }
    const next = placed[i + 1];
    if (next)
      yield {
        name: `${name}: exchanged with the next`,
        harmless: !vote && !isVote(kindOf(next)),
        found: vote ? ["history", "votes", "proofs", "log", "record"] : HISTORY,
        make: write(placed.toSpliced(i, 2, { ...next, height: one.height }, { ...one, height: next.height })),
      };
    if (kind === 0) {
      const proof = fields[9] as Uint8Array;
      const words = Array.from({ length: 8 }, (_, word) => readInteger(proof, 32 * word, 32));
      const again = [...fields.slice(0, 9), proofBytes(rerandomized(words))];
      yield {
        name: `${name}: its proof made random again`,
        found: ["log"],
        make: write(placed.with(i, { ...one, transaction: encode(again) })),
      };
    }
  }
}
