// Makes storage-proofs.json with viem's RLP and hashes alone: tries of accounts and slots as the yellow paper has them (appendix D), and
// proofs that are forged, odd or of elsewhere. No code of Psephos, and no trie library.
// Run: npm --prefix test/vectors ci && npm --prefix test/vectors run make
import { writeFileSync } from "node:fs";
import { concat, encodePacked, fromRlp, keccak256, numberToHex, pad, toHex, toRlp } from "viem";
import { branchOf, itemOf, pathOf, prefixed, trieOf, word } from "./trie.mjs";

const SLOT = word(7n);
const PATH = pathOf(SLOT);
const KEY = keccak256(SLOT).slice(2);
const cases = [];
const slot = (name, value, proof, root = proof.length === 0 ? keccak256("0x80") : keccak256(proof[0]), of = SLOT) =>
  cases.push({ name, kind: "slot", root, slot: of, proof, value: value === null ? null : value.toString() });

// --- a trie of one node
const leaf = (item, path = `0x20${KEY}`) => toRlp([path, item]);
const WHOLE = 2n ** 256n - 1n;
for (const value of [1n, 127n, 128n, 255n, 256n, 2n ** 128n - 1n, 2n ** 128n, WHOLE])
  slot(`a trie of one node: ${value}`, value, [leaf(itemOf(value))]);
for (const [name, item] of [
  ["nothing", "0x"],
  ["zero as a byte", "0x00"],
  ["zero as an empty string", "0x80"],
  ["a small number with a prefix", "0x8105"],
  ["a leading zero", "0x820005"],
  ["a leading zero and two bytes", "0x8300ffff"],
  ["31 leading zeros", `0xa0${"00".repeat(31)}05`],
  ["a trailing zero", "0x0500"],
  ["a trailing byte", "0x0505"],
  ["a trailing byte after two", "0x82010005"],
  ["a trailing byte after a byte", "0x818000"],
  ["cut short", "0x8201"],
  ["an empty list", "0xc0"],
  ["a list", "0xc105"],
  ["33 bytes", `0xa1${"11".repeat(33)}`],
  ["32 bytes with the length of a long string", `0xb820${"11".repeat(32)}`],
  ["a long string", `0xb838${"11".repeat(56)}`],
])
  slot(`value: ${name}`, null, [leaf(item)]);
slot("value: a list where the leaf has its bytes", null, [toRlp([`0x20${KEY}`, ["0x05"]])]);

// --- paths of a leaf
for (const [name, path] of [
  ["of another key", `0x20${keccak256(word(8n)).slice(2)}`],
  ["a byte short", `0x20${KEY.slice(2)}`],
  ["a byte longer", `0x20${KEY}00`],
  ["a nibble short", `0x3${KEY.slice(1)}`],
  ["an extension's", `0x00${KEY}`],
  ["of kind 4", `0x40${KEY}`],
  ["of kind 15", `0xf0${KEY}`],
  ["of no nibbles", "0x20"],
  ["empty", "0x"],
])
  slot(`path ${name}`, null, [leaf("0x05", path)]);
slot("path with a nibble of padding that is not 0", 5n, [leaf("0x05", `0x2f${KEY}`)]);
slot("path and value exchanged", null, [toRlp(["0x05", `0x20${KEY}`])]);

// --- nothing there
slot("the empty trie, without a node", null, []);
slot("the empty trie, with its node", null, ["0x80"]);
slot("the empty trie's root, and another trie", null, [leaf("0x05")], keccak256("0x80"));

// --- a trie of many slots, as contracts have
const many = Array.from({ length: 300 }, (_, i) => [pathOf(word(BigInt(i))), itemOf(BigInt(i) + 1n)]);
const full = trieOf(many, PATH);
slot("300 slots", 8n, full.proof);
for (const i of [0, 100, 299]) {
  const { proof } = trieOf(many, pathOf(word(BigInt(i))));
  slot(`300 slots: slot ${i}`, i + 1, proof, full.root, word(BigInt(i)));
}
const others = trieOf(many.toSpliced(7, 1), PATH);
slot("absent slot", null, others.proof);
slot("absent slot, another's leaf added", null, [...others.proof, trieOf(many, pathOf(word(8n))).proof.at(-1)]);
for (let i = 0; i < full.proof.length; i += 1) {
  slot(`node ${i} left out`, null, full.proof.toSpliced(i, 1), full.root);
  slot(`node ${i} twice`, null, full.proof.toSpliced(i, 0, full.proof[i]), full.root);
  slot(`a byte after node ${i}`, null, full.proof.with(i, `${full.proof[i]}00`), full.root);
  slot(`a byte less of node ${i}`, null, full.proof.with(i, full.proof[i].slice(0, -2)), full.root);
}
slot("a foreign node at the end", null, [...full.proof, leaf("0x05")], full.root);
slot("an empty node at the end", null, [...full.proof, "0x"], full.root);
slot("nodes in reverse", null, full.proof.toReversed(), full.root);
slot("another root", null, full.proof, others.root);
slot("a proof of another slot", null, full.proof, full.root, word(8n));

// --- RLP in another spelling: the root is the hash of what is given
const payload = leaf("0x05").slice(4); // after 0xe3 there are 35 bytes
slot("node: a long list of a short length", null, [`0xf823${payload}`]);
slot("node: a length with a leading zero", null, [`0xf90023${payload}`]);
slot("node: a length that runs past the end", null, [`0xe4${payload}`]);
slot("node: a length that ends before", null, [`0xe2${payload}`]);
slot("node: a string", null, [`0xa3${payload}`]);
slot("node: the value's byte with a prefix", null, [`0xe4${payload.slice(0, -2)}8105`]);
for (const count of [0, 1, 3, 16, 18]) slot(`node: ${count} items`, null, [toRlp(Array(count).fill("0x05"))]);

// --- branches and extensions
const [first] = PATH;
const rest = leaf("0x05", `0x3${KEY.slice(1)}`);
const branch = (child, value) => toRlp(branchOf({ [first]: child }, value));
slot("a branch and a leaf with an odd path", 5n, [branch(keccak256(rest)), rest]);
slot("an extension of one nibble and a leaf", 5n, [toRlp([prefixed(0, [first]), keccak256(rest)]), rest]);
const even = leaf("0x05", `0x20${KEY.slice(2)}`);
slot("an extension of two nibbles and a leaf", 5n, [toRlp([prefixed(0, PATH.slice(0, 2)), keccak256(even)]), even]);
const three = leaf("0x05", `0x3${KEY.slice(3)}`);
slot("an extension of three nibbles and a leaf", 5n, [toRlp([prefixed(0, PATH.slice(0, 3)), keccak256(three)]), three]);
slot("an extension of nothing", null, [toRlp(["0x00", keccak256(leaf("0x05"))]), leaf("0x05")]);
slot("an extension of another nibble", null, [toRlp([prefixed(0, [(first + 1) % 16]), keccak256(rest)]), rest]);
slot("an extension past the key", null, [toRlp([`0x00${KEY}00`, keccak256(rest)]), rest]);
slot("an extension with a leaf's kind", null, [toRlp([`0x3${first.toString(16)}`, keccak256(rest)]), rest]);
slot("an extension that ends in a value", null, [toRlp([prefixed(0, [first]), "0x05"]), rest]);
slot("an extension that ends in nothing", null, [toRlp([prefixed(0, [first]), "0x"]), rest]);
slot("a branch alone", null, [branch(keccak256(rest))]);
slot("a branch without the child", null, [branch("0x"), rest]);
slot("a branch with a value where the key goes on", null, [branch("0x", "0x05")]);
slot("a branch with the child's place taken by bytes", null, [branch("0x0505"), rest]);
slot("another child than the branch has", null, [branch(keccak256(rest)), leaf("0x06", `0x3${KEY.slice(1)}`)]);
const last = toRlp(branchOf({}, itemOf(WHOLE)));
slot("a branch at the key's end", WHOLE, [toRlp([`0x00${KEY}`, keccak256(last)]), last]);
slot("an inline branch at the key's end", 5n, [toRlp([`0x00${KEY}`, branchOf({}, "0x05")])]);
slot("a branch at the key's end, without a value", null, [toRlp([`0x00${KEY}`, branchOf({})])]);

// --- nodes shorter than 32 bytes are written inside the one above
const near = PATH.with(63, (PATH[63] + 1) % 16);
const nearer = PATH.with(61, (PATH[61] + 1) % 16);
for (const [name, entries] of [
  ["an inline leaf", [[PATH, "0x05"], [near, "0x06"]]],
  ["an inline leaf below an inline extension", [[PATH, "0x05"], [near, "0x06"], [nearer, "0x07"]]],
  ["a leaf of 31 bytes", [[PATH, `0x9b${"11".repeat(27)}`], [nearer, "0x06"]]],
  ["a leaf of 32 bytes", [[PATH, `0x9c${"11".repeat(28)}`], [nearer, "0x06"]]],
]) {
  const { proof, whole } = trieOf(entries, PATH);
  const value = BigInt(fromRlp(entries[0][1]));
  slot(name, value, proof);
  if (whole.length > proof.length) slot(`${name}, listed as well`, value, whole);
  slot(`${name}, and another key`, null, proof, keccak256(proof[0]), word(8n));
}
const inline = trieOf([[PATH, "0x05"], [near, "0x06"]], PATH);
slot("an inline leaf, listed twice", null, [...inline.whole, inline.whole.at(-1)], inline.root);
slot("an inline leaf, another listed", null, [...inline.proof, toRlp(["0x20", "0x07"])], inline.root);
const tiny = ["0x20", "0x05"];
const above = (child) => toRlp([`0x00${KEY}`, child]);
slot("a short node by its hash", null, [above(keccak256(toRlp(tiny))), toRlp(tiny)]);
const long = ["0x20", `0xa0${"11".repeat(32)}`];
slot("a long node inside the one above", null, [above(long)]);
slot("a long node inside the one above, listed as well", null, [above(long), toRlp(long)]);

// --- accounts
const ACCOUNT = "0x00000000000000000000000000000000000a11ce";
const CODE = keccak256("0x");
const ROOT = keccak256("0x5707");
const accountTrie = (fields, more = "") => {
  const entries = Array.from({ length: 40 }, (_, i) => [
    pathOf(pad(toHex(i + 1), { size: 20 })),
    toRlp(["0x", numberToHex(i + 1), keccak256("0x80"), CODE]),
  ]);
  return trieOf([...entries, [pathOf(ACCOUNT), concat([toRlp(fields), `0x${more}`])]], pathOf(ACCOUNT));
};
const account = (name, storageRoot, { root, proof }, of = ACCOUNT) =>
  cases.push({ name: `account: ${name}`, kind: "account", root, account: of, proof, storageRoot });
const good = accountTrie(["0x01", "0x", ROOT, CODE]);
account("with storage", ROOT, good);
account("without storage", keccak256("0x80"), accountTrie(["0x", "0x05", keccak256("0x80"), CODE]));
for (const [name, fields] of [
  ["three fields", ["0x01", "0x", ROOT]],
  ["five fields", ["0x01", "0x", ROOT, CODE, "0x"]],
  ["no field", []],
  ["a root of 31 bytes", ["0x01", "0x", `0x${"56".repeat(31)}`, CODE]],
  ["a root of 33 bytes", ["0x01", "0x", `0x${"56".repeat(33)}`, CODE]],
  ["no root", ["0x01", "0x", "0x", CODE]],
  ["a list for a root", ["0x01", "0x", ["0x05"], CODE]],
])
  account(name, null, accountTrie(fields));
account("a byte after the account", null, accountTrie(["0x01", "0x", ROOT, CODE], "00"));
account("absent", null, { root: good.root, proof: good.proof }, "0x00000000000000000000000000000000000b0b00");
account("another root", null, { root: ROOT, proof: good.proof });
account("no node", null, { root: good.root, proof: [] });
for (let i = 0; i < good.proof.length; i += 1)
  account(`node ${i} left out`, null, { root: good.root, proof: good.proof.toSpliced(i, 1) });

// --- balances, at the slots where tokens keep them
const HOLDER = "0x00000000000000000000000000000000deadbeef";
const mapping = (key, position) => keccak256(encodePacked(["uint256", "uint256"], [BigInt(key), BigInt(position)]));
const noise = Array.from({ length: 60 }, (_, i) => [word(BigInt(i) + 1000n), itemOf(BigInt(i) + 1n)]);
/** Proofs of some slots in a storage that holds these words. */
const storage = (words, slots) => {
  const entries = [...noise, ...words.map(([at, value]) => [at, itemOf(value)])].map(([at, item]) => [pathOf(at), item]);
  const tries = slots.map((at) => trieOf(entries, pathOf(at)));
  return { storageRoot: tries[0].root, proofs: tries.map(({ proof }) => proof) };
};
const balance = (name, answer, made, claim) =>
  cases.push({
    name: `balance: ${name}`,
    kind: "balance",
    ...made,
    claim: { origin: 11, position: "2", tokenId: "0", address: HOLDER, weight: "5", ...claim },
    answer,
  });
const plain = (value) => storage([[mapping(HOLDER, 2), value]], [mapping(HOLDER, 2)]);
for (const origin of [11, 12, 14]) balance(`origin ${origin}`, true, plain(5n), { origin });
balance("2^128 − 1", true, plain(2n ** 128n - 1n), { weight: `${2n ** 128n - 1n}` });
balance("2^128", false, plain(2n ** 128n), { weight: `${2n ** 128n}` });
balance("another number beside the proof", false, plain(5n), { weight: "6" });
balance("the balance and 2^256", false, plain(5n), { weight: `${2n ** 256n + 5n}` });
balance("0 of one who has some", false, plain(5n), { weight: "0" });
balance("0 of one who has none", false, storage([], [mapping(HOLDER, 2)]), { weight: "0" });
balance("5 of one who has none", false, storage([], [mapping(HOLDER, 2)]), {});
balance("another holder", false, plain(5n), { address: ACCOUNT });
balance("another position", false, plain(5n), { position: "3" });
balance("an id where there are none", false, plain(5n), { tokenId: "1" });
balance("one proof too many", false, { ...plain(5n), proofs: [...plain(5n).proofs, ...plain(5n).proofs] }, {});
balance("no proof", false, { ...plain(5n), proofs: [] }, {});
const idSlot = (id) => mapping(HOLDER, BigInt(mapping(id, 2)));
for (const [name, answer, id] of [
  ["0", true, 0n],
  ["9", true, 9n],
  ["2^80 − 1", true, 2n ** 80n - 1n],
  ["2^80, which may be an address", false, 2n ** 80n],
  ["2^160 − 1, which may be an address", false, 2n ** 160n - 1n],
  ["2^160", true, 2n ** 160n],
])
  balance(`id ${name}`, answer, storage([[idSlot(id), 5n]], [idSlot(id)]), { origin: 13, tokenId: `${id}` });
balance("another id", false, storage([[idSlot(9n), 5n]], [idSlot(9n)]), { origin: 13, tokenId: "8" });
const list = mapping(HOLDER, 2);
const checkpoint = (index) => word(BigInt.asUintN(256, BigInt(keccak256(list)) + index));
const packed = (fromBlock, value) => (value << 128n) + fromBlock;
const miniMe = (count, words, slots) =>
  storage([...(count > 0n ? [[list, count]] : []), ...words], [list, ...slots]);
const two = [
  [checkpoint(0n), packed(10n, 4n)],
  [checkpoint(1n), packed(20n, 5n)],
];
balance("MiniMe: the last checkpoint", true, miniMe(2n, two, [checkpoint(1n)]), { origin: 15 });
balance("MiniMe: an earlier checkpoint", false, miniMe(2n, two, [checkpoint(0n)]), { origin: 15, weight: "4" });
balance("MiniMe: one checkpoint", true, miniMe(1n, two, [checkpoint(0n)]), { origin: 15, weight: "4" });
balance("MiniMe: the block and not the value", false, miniMe(2n, two, [checkpoint(1n)]), { origin: 15, weight: "20" });
balance("MiniMe: no checkpoints", false, miniMe(0n, two, [checkpoint(0n)]), { origin: 15, weight: "4" });
balance("MiniMe: a last value of 0", false, miniMe(1n, [[checkpoint(0n), 10n]], [checkpoint(0n)]), { origin: 15, weight: "0" });
balance(
  "MiniMe: the largest count",
  true,
  miniMe(2n ** 32n, [[checkpoint(2n ** 32n - 1n), packed(20n, 5n)]], [checkpoint(2n ** 32n - 1n)]),
  { origin: 15 },
);
balance(
  "MiniMe: more checkpoints than blocks",
  false,
  miniMe(2n ** 32n + 1n, [[checkpoint(2n ** 32n), packed(20n, 5n)]], [checkpoint(2n ** 32n)]),
  { origin: 15 },
);
const both = miniMe(2n, two, [checkpoint(1n)]);
balance("MiniMe: the proofs exchanged", false, { ...both, proofs: both.proofs.toReversed() }, { origin: 15 });
balance("MiniMe: one proof", false, { ...both, proofs: both.proofs.slice(1) }, { origin: 15 });

writeFileSync(new URL("storage-proofs.json", import.meta.url), `${JSON.stringify(cases, null, 1)}\n`);
