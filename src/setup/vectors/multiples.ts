/** Multiples of the groups' generators, by tables in the threads' memories (`fixed.h`). */

import { concatBytes } from "@noble/hashes/utils.js";
import { BASE_FIELD_ORDER } from "../../bytes/index.js";
import { Program, type Thread } from "../../engine/index.js";
import { spread, type WorkOptions } from "./spread.js";
import { bytesOf, type Group, PART, POINT_BYTES, type PointVectors, scalarBytes } from "./vectors.js";

/** 2^256 mod p: 1 as the files hold it. */
const MONTGOMERY_ONE = 2n ** 256n % BASE_FIELD_ORDER;

const point = (...coordinates: bigint[]): Uint8Array =>
  scalarBytes(coordinates.map((value) => (value * MONTGOMERY_ONE) % BASE_FIELD_ORDER));

/** The generators (EIP-197), as the files hold them. */
export const GENERATOR: Record<Group, Uint8Array> = {
  g1: point(1n, 2n),
  g2: point(
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ),
};

/** Makes them on the threads of a pool, whose memories keep the tables: 0.9 MB each. */
export class GeneratorMultiples {
  readonly #vectors: PointVectors;
  readonly #tables: Record<Group, Map<Thread, Promise<number>>> = { g1: new Map(), g2: new Map() };

  constructor(vectors: PointVectors) {
    this.#vectors = vectors;
  }

  async #makeTable(group: Group, thread: Thread): Promise<number> {
    const program = new Program({ keep: true });
    const table = program.call(`${group}_fixed_table`, program.put(GENERATOR[group]));
    program.need(table);
    program.tell(table);
    return (await thread.run(program))[0] as number;
  }

  #table(group: Group, thread: Thread): Promise<number> {
    const tables = this.#tables[group];
    const table = tables.get(thread) ?? this.#makeTable(group, thread);
    tables.set(thread, table);
    return table;
  }

  /** [s]G for each scalar s in [0, r). */
  async times(
    group: Group,
    scalars: readonly bigint[],
    stage: string,
    options: WorkOptions = {},
  ): Promise<Uint8Array> {
    const parts = Math.ceil(scalars.length / PART);
    const size = POINT_BYTES[group];
    const made = await spread(this.#vectors.pool, parts, stage, options, async (part, thread) => {
      const some = scalars.slice(part * PART, (part + 1) * PART);
      const table = await this.#table(group, thread);
      const program = new Program();
      const results = program.alloc(some.length * size);
      const bytes = program.put(scalarBytes(some));
      program.need(program.call(`${group}_fixed_mul`, results, table, bytes, some.length));
      program.get(results, some.length * size);
      return bytesOf(await thread.run(program));
    });
    return concatBytes(...made);
  }
}
