// Makes the vectors of this folder with circomlibjs, zk-kit and viem alone: no code of Psephos.
// Run: npm --prefix test/vectors ci && npm --prefix test/vectors run make
import { writeFileSync } from "node:fs";
import { IncrementalMerkleTree } from "@zk-kit/incremental-merkle-tree";
import { buildPoseidon } from "circomlibjs";
import { concat, encodePacked, keccak256, pad, stringToHex, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";

const r = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const circomlib = await buildPoseidon();
const poseidon = (inputs) => BigInt(circomlib.F.toString(circomlib(inputs)));
const hashToField = (hex) => BigInt(keccak256(hex)) >> 8n;
const text = (value) => JSON.parse(JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v)));
const write = (name, value) =>
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(text(value), null, 1)}\n`);

// Field elements that anyone can make again: keccak256 of a counter, cut to 248 bits.
const element = (i) => hashToField(toHex(i, { size: 32 }));

// --- poseidon: each arity on small, extreme and arbitrary inputs
const poseidonCases = [];
for (let n = 1; n <= 8; n++) {
  const inputs = [
    Array.from({ length: n }, () => 0n),
    Array.from({ length: n }, (_, i) => BigInt(i + 1)),
    Array.from({ length: n }, () => r - 1n),
    ...Array.from({ length: 5 }, (_, k) => Array.from({ length: n }, (_, i) => element(100 * n + 10 * k + i))),
  ];
  for (const input of inputs) poseidonCases.push({ inputs: input, hash: poseidon(input) });
}
write("poseidon", poseidonCases);

// --- tree: arity 8, zero leaf 0
const tree = (depth, leaves) => new IncrementalMerkleTree(poseidon, depth, 0n, 8, leaves);
const treeCases = [];
for (const [depth, count, places] of [
  [7, 0, []],
  [7, 1, [0]],
  [7, 8, [0, 7]],
  [7, 9, [0, 8]],
  [7, 75, [0, 37, 74]],
  [11, 3, [2]],
]) {
  const leaves = Array.from({ length: count }, (_, i) => element(i));
  const built = tree(depth, leaves);
  treeCases.push({
    depth,
    leaves,
    root: built.root,
    proofs: places.map((index) => {
      const { siblings, pathIndices } = built.createProof(index);
      const nodes = siblings.map((level, i) => level.toSpliced(pathIndices[i], 0, pathNode(built, index, i)));
      return { index, nodes };
    }),
  });
}
function pathNode(built, index, level) {
  let node = built.leaves[index];
  const { siblings, pathIndices } = built.createProof(index);
  for (let i = 0; i < level; i++) node = poseidon(siblings[i].toSpliced(pathIndices[i], 0, node));
  return node;
}
const changing = tree(7, []);
const steps = [];
for (let i = 0; i < 20; i++) {
  changing.insert(element(i));
  steps.push({ append: element(i), root: changing.root });
}
for (const i of [0, 7, 8, 19]) {
  changing.update(i, element(1000 + i));
  steps.push({ update: i, leaf: element(1000 + i), root: changing.root });
}
for (const i of [0, 19]) {
  changing.delete(i);
  steps.push({ remove: i, root: changing.root });
}
write("tree", { trees: treeCases, steps });

// --- identity: wallets of the well-known test mnemonic, for organisers of several deployments
const statement =
  "This signature makes your secret voting identity for this organiser. Whoever has it can vote in your place and see how you voted. Sign it only in a program that you trust with your vote.";
const identities = [];
for (const [index, password, chainId, contract, organiser] of [
  [0, "", 1, `0x${"c0".repeat(20)}`, `0x${"0a".repeat(20)}`],
  [1, "correct horse battery staple", 1, `0x${"c0".repeat(20)}`, `0x${"0b".repeat(20)}`],
  [2, "Σεισάχθεια ✔", 31337, `0x${"c1".repeat(20)}`, `0x${"0a".repeat(20)}`],
]) {
  const account = mnemonicToAccount("test test test test test test test test test test test junk", {
    addressIndex: index,
  });
  const signature = await account.signTypedData({
    domain: { name: "Psephos", version: "1", chainId, verifyingContract: contract },
    types: { VotingIdentity: [{ name: "statement", type: "string" }, { name: "organiser", type: "address" }] },
    primaryType: "VotingIdentity",
    message: { statement, organiser },
  });
  const secret = hashToField(concat([signature, stringToHex(password)]));
  const commitment = poseidon([secret]);
  const weight = BigInt(index) * 2n ** 100n + 1n;
  const purpose = { chainId, contract, organiser };
  identities.push({ address: account.address, purpose, signature, password, secret, commitment, weight, leaf: poseidon([commitment, weight]) });
}
write("identity", { statement, identities });

// --- hashes: processId, scope, nullifier
const entity = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const hashes = [0n, 1n, 2n ** 64n].map((index, i) => {
  const processId = keccak256(encodePacked(["address", "uint256", "uint32", "uint32"], [entity, index, 3, 31337]));
  const questionIndex = [0, 1, 255][i];
  const contract = `0x${["c0", "00", "ff"][i].repeat(20)}`;
  const scope = hashToField(concat([contract, processId, toHex(questionIndex, { size: 1 })]));
  const { secret } = identities[i];
  return { entity, index, namespace: 3, chainId: 31337, contract, processId, questionIndex, scope, secret, nullifier: poseidon([scope, secret]) };
});
write("hashes", hashes);

const ballots = [[1], [0, 0, 0], [255, 0, 1, 2], Array.from({ length: 25 }, (_, i) => i), Array.from({ length: 26 }, () => 255), Array.from({ length: 100 }, (_, i) => (i * 37) % 256)];
write(
  "vote-hash",
  ballots.map((votes, i) => {
    const nonce = keccak256(toHex(i)).slice(2, 64);
    const packed = [];
    for (let j = 0; j < votes.length; j += 25) {
      // little-endian bytes: votes[25j + k] · 256^k
      const chunk = votes.slice(j, j + 25).reverse();
      packed.push(BigInt(pad(toHex(Uint8Array.from(chunk)), { size: 32 })));
    }
    packed[0] += BigInt(votes.length) << 200n;
    const nullifier = [1n, r - 1n][i] ?? element(i);
    return { votes, nonce, nullifier, packed, voteHash: poseidon([...packed, BigInt(`0x${nonce}`), nullifier]) };
  }),
);

// --- envelope hash: the number of the overwrite, the keys that the package is sealed for, the package's bytes
const packages = ["", "00", "7b7d", keccak256(toHex(1)).slice(2), Buffer.from(JSON.stringify({ type: "snark-vote", nonce: "0f".repeat(31), votes: [1, 0] })).toString("hex"), "ff".repeat(2048)];
write(
  "envelope-hash",
  packages.map((votePackage, i) => {
    const nonce = [0, 1, 2, 9, 128, 255][i];
    const encryptionKeyIndexes = [[], [0], [], [0, 1, 2], [255], Array.from({ length: 256 }, (_, k) => k)][i];
    const keysDigest = keccak256(Uint8Array.from(encryptionKeyIndexes));
    const packageDigest = keccak256(`0x${votePackage}`);
    const hash = hashToField(encodePacked(["uint64", "bytes32", "bytes32"], [BigInt(nonce), keysDigest, packageDigest]));
    return { nonce, encryptionKeyIndexes, votePackage, keysDigest, packageDigest, envelopeHash: hash };
  }),
);
