/** Circuits and keys of other projects, from their packages, each with an input of ours. */
import { SCALAR_FIELD_ORDER } from "../../../src/bytes/index.js";
import { type CircuitInput, createWitnessCalculator, formatWtns } from "../../../src/groth16/index.js";
import { scalarBytes } from "../../../src/groth16/point-bytes.js";
import { authV2Input } from "./iden3.js";
import { foreignCrate, foreignPackage } from "./packages.js";

export interface Foreign {
  readonly name: string;
  readonly zkey: () => Promise<Uint8Array>;
  /** Absent for circom 1, whose programs this library does not run. */
  readonly circuit?: { readonly wasm: () => Promise<Uint8Array>; readonly input: CircuitInput };
  /** The .wtns. */
  readonly witness: () => Promise<Uint8Array>;
}

export const list = <T>(length: number, of: (i: number) => T): T[] => Array.from({ length }, (_, i) => of(i));
const sibling = (i: number): bigint => 7n ** BigInt(50 + i);

/** A circuit that circom 2 compiled. */
function circom2(
  name: string,
  read: (path: string) => Promise<Uint8Array>,
  files: { readonly wasm: string; readonly zkey: string },
  input: CircuitInput,
): Foreign {
  const wasm = () => read(files.wasm);
  return {
    name,
    zkey: () => read(files.zkey),
    circuit: { wasm, input },
    witness: async () => formatWtns(await (await createWitnessCalculator(await wasm())).calculate(input)),
  };
}

const unirep = (name: string, input: CircuitInput): Foreign =>
  circom2(
    `Unirep ${name}`,
    foreignPackage("@unirep/circuits@2.0.0"),
    { wasm: `zksnarkBuild/${name}.wasm`, zkey: `zksnarkBuild/${name}.zkey` },
    { identity_secret: 7n ** 80n, attester_id: 5n ** 60n, epoch: 3, chain_id: 31337, ...input },
  );
const endorsed = { reveal_nonce: 1, nonce: 1, sig_data: 11n ** 60n };
const member = { state_tree_indices: list(17, (i) => i % 2), state_tree_elements: list(17, sibling) };

const arkCircom = foreignCrate("ark-circom@0.5.0");

/** Wires of ark-circom's complex-circuit-10000-10000: 1, the last square, a, and the squares between. */
function squaresWitness(a: bigint, count: number): Uint8Array {
  const squares: bigint[] = [];
  for (let i = 0; i < count; i++) {
    const before = squares.at(-1) ?? a;
    squares.push((before * before) % SCALAR_FIELD_ORDER);
  }
  return formatWtns(scalarBytes([1n, squares.pop()!, a, ...squares]));
}

export const SEMAPHORE_V3: Foreign = circom2(
  "Semaphore v3, depth 16",
  foreignPackage("@pcd/semaphore-group-pcd@0.15.1"),
  { wasm: "artifacts/16.wasm", zkey: "artifacts/16.zkey" },
  {
    identityNullifier: 3n ** 100n,
    identityTrapdoor: 5n ** 90n,
    treePathIndices: list(16, (i) => i % 2),
    treeSiblings: list(16, sibling),
    externalNullifier: 11n ** 60n,
    signalHash: 13n ** 60n,
  },
);

export const FOREIGN: readonly Foreign[] = [
  SEMAPHORE_V3,
  circom2(
    "RLN, depth 20",
    foreignPackage("@waku/rln@0.1.8"),
    { wasm: "bundle/resources/rln.wasm", zkey: "bundle/resources/rln_final.zkey" },
    {
      identity_secret: 3n ** 100n,
      path_elements: list(20, sibling),
      identity_path_index: list(20, (i) => i % 2),
      x: 11n ** 60n,
      epoch: 13n ** 60n,
      rln_identifier: 17n ** 50n,
    },
  ),
  unirep("signup", {}),
  unirep("epochKeyLite", endorsed),
  unirep("epochKey", { ...endorsed, ...member, data: list(6, (i) => i) }),
  unirep("scopeNullifier", { ...endorsed, ...member, data: list(6, (i) => i), scope: 13n ** 50n }),
  circom2(
    "Rarimo authV2",
    foreignPackage("@rarimo/zkp-gen-iden3@2.0.0-rc.34", "assets/authV2"),
    { wasm: "assets/authV2/circuit.wasm", zkey: "assets/authV2/circuit_final.zkey" },
    authV2Input(3n ** 150n, 5n ** 100n, 7n ** 80n),
  ),
  circom2(
    "ark-circom multiplier",
    arkCircom,
    { wasm: "test-vectors/mycircuit_js/mycircuit.wasm", zkey: "test-vectors/test.zkey" },
    { a: 3, b: 11 },
  ),
  {
    name: "ark-circom 10,000 squares",
    zkey: () => arkCircom("test-vectors/complex-circuit/complex-circuit-10000-10000.zkey"),
    witness: async () => squaresWitness(3n, 10_000),
  },
];
