/** The package's entry points: where each runs, and how large it may be, bundled whole by itself, minified and gzipped. */
export interface Entry {
  /** As in `exports` of package.json. */
  readonly path: string;
  readonly runs: "anywhere" | "Node";
  /** Bytes, gzipped. */
  readonly budget: number;
  /** The one export that is bundled; all of them when absent. */
  readonly only?: string;
}

export const ENTRIES: readonly Entry[] = [
  { path: ".", runs: "anywhere", budget: 310_000 },
  { path: ".", only: "createIdentity", runs: "anywhere", budget: 10_000 },
  { path: "./groth16", runs: "anywhere", budget: 64_000 },
  { path: "./artifacts", runs: "anywhere", budget: 10_000 },
  { path: "./rollup", runs: "anywhere", budget: 270_000 },
  { path: "./contracts", runs: "anywhere", budget: 195_000 },
  { path: "./seal", runs: "anywhere", budget: 60_000 },
  { path: "./ledger", runs: "anywhere", budget: 205_000 },
  { path: "./facts", runs: "anywhere", budget: 232_000 },
  { path: "./api", runs: "anywhere", budget: 60_000 },
  { path: "./oblivious", runs: "anywhere", budget: 32_000 },
  { path: "./gateways", runs: "anywhere", budget: 90_000 },
  { path: "./audit", runs: "anywhere", budget: 400_000 },
  { path: "./audit/worker", runs: "anywhere", budget: 245_000 },
  { path: "./errors", runs: "anywhere", budget: 5_000 },
  { path: "./setup", runs: "Node", budget: 158_000 },
  { path: "./setup/web", runs: "anywhere", budget: 103_000 },
];

/** The name that a program imports: `psephos/groth16` of `./groth16`. */
export const importName = (path: string): string => `psephos${path.slice(1)}`;
