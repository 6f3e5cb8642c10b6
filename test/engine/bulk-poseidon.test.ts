import assert from "node:assert/strict";
import fc from "fast-check";
import { SCALAR_FIELD_ORDER as R, scalarFromBytes, scalarToBytes } from "../../src/bytes/index.js";
import {
  type BulkPoseidon,
  createPool,
  createPoseidon,
  type KernelName,
  poseidon,
} from "../../src/engine/index.js";
import { rejectsCode } from "../support/errors.js";
import { integers, vectors } from "../support/vectors.js";
import { bigEndian } from "./support/curve.js";
import { createKernel, KERNELS } from "./support/kernels.js";

const pack = (values: readonly bigint[]) =>
  new Uint8Array(values.flatMap((value) => [...scalarToBytes(value)]));
const unpack = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / 32 }, (_, i) => scalarFromBytes(bytes.subarray(32 * i, 32 * i + 32)));
const scalar = fc.oneof(
  fc.bigInt({ min: 0n, max: R - 1n }),
  fc.constantFrom(0n, 1n, R - 1n, R - 2n, 1n << 253n),
);

function describeBulk(name: KernelName): void {
  describe(`engine: Poseidon in bulk (PROTOCOL 1), ${name} kernel`, () => {
    let hasher: BulkPoseidon;
    before(async () => {
      hasher = await createPoseidon({ threads: 2, kernel: name });
    });
    after(() => hasher.close());

    it("gives circomlibjs's hashes at arities 1 to 8", async () => {
      for (const { inputs, hash } of vectors<{ inputs: string[]; hash: string }[]>("poseidon")) {
        assert.deepEqual(unpack(await hasher.hash(pack(integers(inputs)), inputs.length)), [BigInt(hash)]);
      }
    });

    for (let arity = 1; arity <= 8; arity++) {
      it(`agrees with poseidon-lite at arity ${arity}, at the field's edges and between`, async () => {
        const vector = fc.array(scalar, { minLength: arity, maxLength: arity });
        await fc.assert(
          fc.asyncProperty(fc.array(vector, { maxLength: 5 }), async (rows) => {
            const hashes = await hasher.hash(pack(rows.flat()), arity);
            assert.deepEqual(
              unpack(hashes),
              rows.map((row) => poseidon(row)),
            );
          }),
          { numRuns: 25 },
        );
      });
    }

    it("hashes many, in order, on one thread as on two, and says how far it is", async () => {
      const inputs = pack(Array.from({ length: 20_000 }, (_, i) => BigInt(i) ** 3n));
      const progress: number[] = [];
      const hashes = await hasher.hash(inputs, 2, {
        onProgress: (done, total) => {
          assert.equal(total, 10_000);
          progress.push(done);
        },
      });
      for (const i of [0, 1, 2047, 2048, 9_999])
        assert.equal(unpack(hashes)[i], poseidon([BigInt(2 * i) ** 3n, BigInt(2 * i + 1) ** 3n]));
      assert.equal(progress.at(-1), 10_000);
      assert.deepEqual(
        progress,
        [...progress].sort((a, b) => a - b),
      );
      await using alone = await createPoseidon({ threads: 1 });
      assert.deepEqual(await alone.hash(inputs, 2), hashes);
    });

    it("refuses other arities, broken lengths and inputs that are not below r", async () => {
      for (const arity of [0, 9, 1.5, Number.NaN])
        await rejectsCode("engine/poseidon-arity", hasher.hash(new Uint8Array(288), arity));
      await rejectsCode("engine/poseidon-length", hasher.hash(new Uint8Array(65), 2));
      const inputs = new Uint8Array(32 * 6000);
      for (const bad of [R, R + 1n, (1n << 256n) - 1n]) {
        const bytes = Uint8Array.from({ length: 32 }, (_, i) =>
          Number((bad >> BigInt(8 * (31 - i))) & 0xffn),
        );
        inputs.set(bytes, 32 * 5001);
        const error = await rejectsCode("bytes/non-canonical", hasher.hash(inputs, 2));
        assert.match(error.message, /hash 2500 /);
      }
    });

    it("stops when asked to", async () => {
      const controller = new AbortController();
      const reason = new Error("enough");
      const inputs = new Uint8Array(64 * 40_000);
      const onProgress = () => controller.abort(reason);
      await assert.rejects(hasher.hash(inputs, 2, { signal: controller.signal, onProgress }), reason);
      assert.equal((await hasher.hash(new Uint8Array(0), 2)).length, 0);
    });

    it("leaves a pool that it was lent open", async () => {
      await using pool = await createPool({ threads: 1 });
      const guest = await createPoseidon({ pool });
      await guest.close();
      assert.deepEqual(unpack(await guest.hash(pack([7n]), 1)), [poseidon([7n])]);
      await pool.close();
      await rejectsCode("engine/closed", guest.hash(pack([7n]), 1));
    });

    it("hashes in place", async () => {
      const kernel = await createKernel(name);
      const values = [1n, 2n, 3n, 4n, 5n, 6n];
      const at = kernel.put(pack(values));
      assert.equal(kernel.exports.poseidon_hash(at, at, 3, 2), 3);
      assert.deepEqual(unpack(kernel.get(at, 96)), [
        poseidon([1n, 2n]),
        poseidon([3n, 4n]),
        poseidon([5n, 6n]),
      ]);
      for (const count of [1, 2, 3, 5]) {
        const inputs = kernel.put(pack(values.slice(0, count)));
        assert.equal(kernel.exports.poseidon_hash(inputs, inputs, count, 1), count);
        assert.deepEqual(
          unpack(kernel.get(inputs, 32 * count)),
          values.slice(0, count).map((value) => poseidon([value])),
        );
      }
    });

    it("stops at the first input that is not below r, having hashed the ones before", async () => {
      const kernel = await createKernel(name);
      for (let bad = 0; bad < 10; bad++) {
        const values = Array.from({ length: 10 }, (_, i) => (i === bad ? R : BigInt(i)));
        const bytes = kernel.put(new Uint8Array(values.flatMap((value) => [...bigEndian(value)])));
        const hashes = kernel.put(new Uint8Array(5 * 32));
        const first = bad >> 1;
        assert.equal(kernel.exports.poseidon_hash(hashes, bytes, 5, 2), first);
        for (let i = 0; i < first; i++)
          assert.equal(
            unpack(kernel.get(hashes, 160))[i],
            poseidon([values[2 * i] as bigint, values[2 * i + 1] as bigint]),
          );
      }
    });
  });
}
for (const name of KERNELS) describeBulk(name);
