/** The part of the package that the tests use: its own declarations are not reachable through its `exports`. */
declare module "@zk-kit/incremental-merkle-tree" {
  export class IncrementalMerkleTree {
    constructor(
      hash: (children: bigint[]) => bigint,
      depth: number,
      zeroValue: bigint,
      arity?: number,
      leaves?: bigint[],
    );
    readonly root: bigint;
    readonly depth: number;
    readonly leaves: bigint[];
    readonly zeroes: bigint[];
    insert(leaf: bigint): void;
    update(index: number, leaf: bigint): void;
    delete(index: number): void;
    createProof(index: number): { root: bigint; leaf: bigint; siblings: bigint[][]; pathIndices: number[] };
  }
}
