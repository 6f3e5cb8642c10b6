// A fresh process of its own: node bench/census/lean-imt.mjs VOTERS → one line of JSON.
// The same work with @zk-kit/lean-imt and circomlibjs: a leaf poseidon(commitment, weight) for each voter, then the
// tree. Elements stay in circomlibjs's own form throughout, which spares it every conversion.
import { LeanIMT } from "@zk-kit/lean-imt";
import { buildPoseidon } from "circomlibjs";

const count = Number(process.argv[2]);
const poseidon = await buildPoseidon();
const element = (value) => poseidon.F.e(value);
const commitments = Array.from({ length: count }, (_, i) => element(BigInt(i + 1) ** 10n));
const weights = Array.from({ length: 100 }, (_, i) => element(BigInt(i + 1)));

const start = performance.now();
const leaves = commitments.map((commitment, i) => poseidon([commitment, weights[i % 100]]));
const leavesMs = performance.now() - start;
const tree = new LeanIMT((left, right) => poseidon([left, right]), leaves);
const buildMs = performance.now() - start;

const { leaf, siblings, index, root } = tree.generateProof(count - 1);
const up = (node, sibling, i) => poseidon((index >> i) & 1 ? [sibling, node] : [node, sibling]);
if (!poseidon.F.eq(siblings.reduce(up, leaf), root)) throw new Error("the tree does not prove its last leaf");
console.log(JSON.stringify({ buildMs, treeMs: buildMs - leavesMs, peakKiB: process.resourceUsage().maxRSS }));
