/** Alters what a bundle has of a rollup, one fact at a time; and forges it in ways that are right by themselves. */
import { base64 } from "@scure/base";
import {
  encodeFunctionData,
  type Hex,
  hexToBytes,
  type LocalAccount,
  numberToHex,
  parseTransaction,
  serializeTransaction,
  type TransactionSerializable,
  type TransactionSerialized,
} from "viem";
import { parseSignedLines, signedLine } from "../../../src/audit/documents.js";
import type { RollupFiles } from "../../../src/audit/index.js";
import { toHex } from "../../../src/bytes/index.js";
import { rollupAbi, rollupBookAbi, voteInboxAbi } from "../../../src/evm/index.js";
import { decodeRollupCall, type RollupCall } from "../../../src/evm/rollup-transactions.js";
import type { RollupTranscript } from "../../../src/rollup/index.js";
import { evm } from "../evm.js";
import { type Attack, leafAttacks } from "./attacks.js";
import { bytesOfLines, pack, textOf, type Unpacked, unpack, withFiles } from "./repack.js";

const ABI = [...rollupBookAbi, ...voteInboxAbi, ...rollupAbi] as const;
const LINES = "rollup-transactions.jsonl";
const LEAVES = ["rollup.json", "rollup-batch-key.json", "rollup-open-key.json"] as const;

interface Call {
  readonly bytes: Uint8Array;
  readonly name: string;
}

const callsOf = ({ files }: Unpacked): Call[] =>
  parseSignedLines(textOf(files.get(LINES)!)).map((bytes) => {
    const { data } = parseTransaction(toHex(bytes) as TransactionSerialized);
    return { bytes, name: decodeRollupCall(data!)!.functionName };
  });

const withCalls = (bundle: Unpacked, calls: readonly Uint8Array[]): Unpacked =>
  withFiles(bundle, (all) => void all.set(LINES, bytesOfLines(calls.map(signedLine))));

/** Signs a transaction again after a change. @param change of the fields, or of the call's arguments */
export async function signedAgain(
  bytes: Uint8Array,
  account: LocalAccount,
  change: {
    readonly fields?: Partial<TransactionSerializable>;
    readonly call?: (call: RollupCall) => unknown;
  },
): Promise<Uint8Array> {
  const {
    r: _r,
    s: _s,
    v: _v,
    yParity: _y,
    ...fields
  } = parseTransaction(toHex(bytes) as TransactionSerialized);
  const call = change.call?.(decodeRollupCall(fields.data!)!);
  const data = call ? encodeFunctionData({ abi: ABI, ...(call as RollupCall) } as never) : fields.data;
  const changed = { ...fields, data, ...change.fields } as TransactionSerializable;
  return hexToBytes((await account.signTransaction(changed)) as Hex);
}

/** The transcript with a change. */
export function withTranscript(
  bundle: Unpacked,
  change: (transcript: RollupTranscript) => unknown,
): Unpacked {
  const transcript = JSON.parse(textOf(bundle.files.get("rollup.json")!)) as RollupTranscript;
  return withFiles(
    bundle,
    (all) => void all.set("rollup.json", Buffer.from(JSON.stringify(change(transcript)))),
  );
}

/** Whether a line can be missing or elsewhere, and the audit still be right: it then says what it could not check. */
const OPTIONAL = ["openRollup", "includeVote", "publishBallot"];

function* lineAttacks(bundle: Unpacked): Generator<Attack> {
  const calls = callsOf(bundle);
  const found = ["rollup"] as const;
  const all = calls.map(({ bytes }) => bytes);
  const attack = (name: string, changed: readonly Uint8Array[], harmless = false): Attack => ({
    ...{ name, found, harmless },
    make: () => pack(withCalls(bundle, changed)),
  });
  for (const [i, { bytes, name }] of calls.entries()) {
    const at = `rollup transaction ${i}, ${name}`;
    const next = calls[i + 1];
    yield attack(`${at}: dropped`, all.toSpliced(i, 1), OPTIONAL.includes(name));
    yield attack(`${at}: doubled`, all.toSpliced(i, 0, bytes));
    if (next) {
      const both = [name, next.name].every((one) => one === "includeVote" || one === "publishBallot");
      yield attack(`${at}: exchanged with the next`, all.toSpliced(i, 2, next.bytes, bytes), both);
    }
    for (const place of [0, 1, 40, bytes.length - 40, bytes.length - 1]) {
      const copy = bytes.slice();
      copy[place]! ^= 1;
      yield attack(
        `${at}: byte ${place === 0 || place === 1 ? place : place === 40 ? "in the middle" : "near the end"}`,
        all.with(i, copy),
        OPTIONAL.includes(name),
      );
    }
    yield attack(`${at}: a byte more`, all.with(i, new Uint8Array([...bytes, 0])));
  }
  const lines = all.map(signedLine);
  const write = (name: string, text: string): Attack => ({
    ...{ name: `${LINES}: ${name}`, found },
    make: () => pack(withFiles(bundle, (one) => void one.set(LINES, Buffer.from(text)))),
  });
  yield write("without its last line feed", lines.join("\n"));
  yield write("an empty line", `\n${lines.join("\n")}\n`);
  yield write("white space", `${lines.join("\n").replace(":", ": ")}\n`);
  yield write(
    "base64 with bits left over",
    `${JSON.stringify({ transaction: `${base64.encode(Uint8Array.of(1)).slice(0, 1)}R==` })}\n`,
  );
  yield write("empty", "");
}

/** Every alteration of a rollup's files. @param bytes the right bundle */
export function* rollupAttacks(bytes: Uint8Array): Generator<Attack> {
  const bundle = unpack(bytes);
  for (const name of LEAVES)
    for (const attack of leafAttacks(bundle, name, () => ["rollup"]))
      yield { ...attack, harmless: /rollup.json: ballot|keyKind/.test(attack.name) };
  for (const name of [...LEAVES, LINES])
    yield {
      name: `without ${name}`,
      found: ["file"],
      make: () => pack(withFiles(bundle, (all) => void all.delete(name))),
    };
  yield {
    name: "the keys of batches and opening exchanged",
    found: ["rollup"],
    make: () =>
      pack(
        withFiles(bundle, (all) => {
          const [, batch, open] = LEAVES;
          const kept = all.get(batch)!;
          all.set(batch, all.get(open)!);
          all.set(open, kept);
        }),
      ),
  };
  const document = (name: string, change: (text: string) => string): Attack => ({
    name: `rollup.json: ${name}`,
    found: ["rollup"],
    make: () =>
      pack(
        withFiles(
          bundle,
          (all) => void all.set("rollup.json", Buffer.from(change(textOf(all.get("rollup.json")!)))),
        ),
      ),
  });
  yield document("a key twice", (text) => text.replace("{", '{"version":1,'));
  yield document("a key more", (text) => text.replace("{", '{"more":1,'));
  yield document("keys in another order", (text) => {
    const { version, ...rest } = JSON.parse(text);
    return JSON.stringify({ ...rest, version });
  });
  yield document("a number that is not canonical", (text) => text.replace('"voteCount":"', '"voteCount":"0'));
  yield document("not JSON", (text) => text.slice(1));
  yield* lineAttacks(bundle);
}

/** Forgeries that need keys of accounts, or another election. */
export async function forgeries(bytes: Uint8Array, other: RollupFiles): Promise<Attack[]> {
  const { wallets } = await evm();
  const account = (i: number) => wallets[i]!.account as unknown as LocalAccount;
  const [entity, poster, stranger] = [account(1), account(6), account(5)];
  const bundle = unpack(bytes);
  const calls = callsOf(bundle);
  const all = calls.map(({ bytes: one }) => one);
  const find = (name: string) => calls.findIndex((one) => one.name === name);
  const forged: Attack[] = [];
  const add = (name: string, made: Unpacked) =>
    forged.push({ name, found: ["rollup"], make: () => pack(made) });
  const replaced = async (
    name: string,
    signer: LocalAccount,
    change: Parameters<typeof signedAgain>[2],
  ): Promise<Unpacked> => {
    const at = find(name);
    return withCalls(bundle, all.with(at, await signedAgain(all[at]!, signer, change)));
  };
  const elsewhere = `0x${"12".repeat(20)}` as const;
  const signers: [string, LocalAccount][] = [
    ["openRollup", entity],
    ["includeVote", stranger],
    ["publishBallot", stranger],
    ["takeTurn", poster],
    ["post", poster],
    ["close", poster],
  ];
  for (const [name, signer] of signers) {
    const otherProcess = (call: RollupCall) => ({
      ...call,
      args: [`0x${"34".repeat(32)}`, ...call.args!.slice(1)],
    });
    add(`${name} of another process`, await replaced(name, signer, { call: otherProcess }));
    add(`${name} on another chain`, await replaced(name, signer, { fields: { chainId: 5 } }));
    if (!["openRollup", "includeVote"].includes(name))
      add(`${name} to another contract`, await replaced(name, signer, { fields: { to: elsewhere } }));
    if (!["includeVote", "publishBallot"].includes(name))
      add(`${name} of another account`, await replaced(name, account(7), {}));
  }
  const otherKey = (call: RollupCall) => {
    const [id, declaration] = call.args as [Hex, object];
    return { ...call, args: [id, { ...declaration, batchKeyHash: `0x${"56".repeat(32)}` }] };
  };
  add("openRollup with another key", await replaced("openRollup", entity, { call: otherKey }));
  const otherProof = (call: RollupCall) => {
    const [id, vote, proof] = call.args as unknown as [Hex, object, bigint[]];
    return { ...call, args: [id, vote, [...proof.slice(2), ...proof.slice(0, 2)]] };
  };
  add("includeVote with a false proof", await replaced("includeVote", stranger, { call: otherProof }));

  // The proofs of both batches exchanged, in the transcript and in what the poster signs again.
  const exchanged = withTranscript(bundle, (transcript) => {
    const [first, second] = transcript.batches as [
      RollupTranscript["batches"][0],
      RollupTranscript["batches"][0],
    ];
    const batches = [
      { ...first, proof: second.proof },
      { ...second, proof: first.proof },
    ];
    return { ...transcript, batches };
  });
  const [first, second] = calls.filter(({ name }) => name === "post") as [Call, Call];
  const proofOf = ({ bytes: one }: Call) => {
    const call = decodeRollupCall(parseTransaction(toHex(one) as TransactionSerialized).data!);
    return (call!.args as unknown as [Hex, bigint, { proof: bigint[] }[]])[2][0]!.proof;
  };
  const withProof = (proof: bigint[]) => (call: RollupCall) => {
    const [id, from, batches] = call.args as unknown as [Hex, bigint, object[]];
    return { ...call, args: [id, from, batches.map((batch) => ({ ...batch, proof }))] };
  };
  const at = find("post");
  const again = all
    .with(at, await signedAgain(first.bytes, poster, { call: withProof(proofOf(second)) }))
    .with(at + 1, await signedAgain(second.bytes, poster, { call: withProof(proofOf(first)) }));
  add("a proof exchanged, in the transcript and its transactions", withCalls(exchanged, again));
  add("a proof exchanged in the transcript alone", exchanged);

  const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const mirrored = (one: Uint8Array) => {
    const { r, s, v, yParity, ...fields } = parseTransaction(toHex(one) as TransactionSerialized);
    const high = numberToHex(ORDER - BigInt(s!), { size: 32 });
    const signature = { r: r!, s: high, v: v!, yParity: 1 - yParity! };
    return hexToBytes(serializeTransaction(fields as TransactionSerializable, signature));
  };
  add("the other form of a signature", withCalls(bundle, all.with(0, mirrored(all[0]!))));

  const foreign = (what: Partial<Record<"transcript" | "transactions", true>>) =>
    withFiles(bundle, (files) => {
      if (what.transcript) files.set("rollup.json", other.transcript);
      if (what.transactions) files.set(LINES, bytesOfLines(other.transactions.map(signedLine)));
    });
  add("the transcript of another election", foreign({ transcript: true }));
  add("the transactions of another election", foreign({ transactions: true }));
  add("transcript and transactions of another election", foreign({ transcript: true, transactions: true }));
  return forged;
}

/** The keys of batches and of the opening, as files that say this kind of themselves; undefined for none. */
export const withKeyKinds = (bundle: Uint8Array, batch: string | undefined, open: string | undefined) =>
  pack(
    withFiles(unpack(bundle), (all) => {
      for (const [name, keyKind] of [
        ["rollup-batch-key.json", batch],
        ["rollup-open-key.json", open],
      ] as const) {
        const { keyKind: _, ...key } = JSON.parse(textOf(all.get(name)!)) as Record<string, unknown>;
        all.set(
          name,
          Buffer.from(JSON.stringify(keyKind === undefined ? key : { ...key, keyKind }, null, 1)),
        );
      }
    }),
  );

/** The same with a key to which nobody contributed: it does not say so, but its points show it. */
export const withForgeableKey = (
  bundle: Uint8Array,
  name: "rollup-batch-key.json" | "rollup-open-key.json",
) =>
  pack(
    withFiles(unpack(withKeyKinds(bundle, undefined, undefined)), (all) => {
      const key = JSON.parse(textOf(all.get(name)!)) as Record<string, unknown>;
      all.set(name, Buffer.from(JSON.stringify({ ...key, vk_delta_2: key.vk_gamma_2 }, null, 1)));
    }),
  );

/** Bundles whose tally keys anybody may be able to forge counts with, and what is said of each without `--insecure`. */
export function* insecureTallies(bundle: Uint8Array): Generator<readonly [Uint8Array, RegExp]> {
  const [development, rehearsal] = ["development-INSECURE", "rehearsal-INSECURE"];
  yield [withKeyKinds(bundle, development, development), /insecure \(development-INSECURE\)/];
  yield [withKeyKinds(bundle, rehearsal, undefined), /insecure \(rehearsal-INSECURE\)/];
  yield [withKeyKinds(bundle, undefined, rehearsal), /insecure \(rehearsal-INSECURE\)/];
  yield [withForgeableKey(bundle, "rollup-batch-key.json"), /insecure \(forgeable-INSECURE\)/];
  yield [withForgeableKey(bundle, "rollup-open-key.json"), /insecure \(forgeable-INSECURE\)/];
}
