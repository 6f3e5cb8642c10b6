import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createPool } from "../../../src/engine/index.js";
import { PsephosError } from "../../../src/errors/index.js";
import {
  compactKey,
  createWitnessCalculator,
  parseCompactKey,
  parseZkey,
  readCompactKeyOrigin,
  verificationKeyOf,
} from "../../../src/groth16/index.js";
import { loadKey } from "../../../src/groth16/proving/loaded-key.js";
import { proveWires } from "../../../src/groth16/proving/prove.js";
import { fromZkey, parseProvingKey } from "../../../src/groth16/proving/proving-key.js";
import { sectionMap, withBytes, withFlip, withU32, word } from "../support/bytes.js";
import { endSnarkjs, TINY_INPUT, tinyCircuit } from "../support/circuit.js";
import { coded } from "../support/errors.js";

describe("compact proving keys", () => {
  let zkey: Uint8Array;
  let file: Uint8Array;
  let wires: Uint8Array;
  let at: ReturnType<typeof sectionMap>;
  before(async () => {
    const files = await tinyCircuit();
    zkey = files.zkey;
    file = await compactKey(zkey);
    at = sectionMap(file);
    wires = await (await createWitnessCalculator(files.wasm)).calculate(TINY_INPUT);
  });
  after(endSnarkjs);

  const load = async (bytes: Uint8Array) => {
    await using pool = await createPool({ threads: 1 });
    return await proveWires(loadKey(parseProvingKey(bytes), pool.threads), wires, { t: 7n, s: 9n });
  };

  it("make the proofs of the key that they are made from, on one thread and on several", async () => {
    for (const threads of [1, 3]) {
      await using pool = await createPool({ threads });
      const blinding = { t: 12345n, s: 67890n };
      const [compact, whole] = [
        loadKey(parseProvingKey(file), pool.threads),
        loadKey(fromZkey(parseZkey(zkey)), pool.threads),
      ];
      assert.deepEqual(await proveWires(compact, wires, blinding), await proveWires(whole, wires, blinding));
    }
  });

  it("tell of what key they are without being read whole", () => {
    const { zkeySha256, development } = parseCompactKey(file);
    assert.deepEqual(readCompactKeyOrigin(file), { zkeySha256, development });
    const { body, length } = at.get(7)!;
    const broken = withBytes(file, body + length - 32, new Uint8Array(32).fill(255));
    assert.throws(() => parseCompactKey(broken), coded("groth16/non-canonical-coordinate"));
    assert.deepEqual(readCompactKeyOrigin(broken), { zkeySha256, development });
    assert.throws(() => readCompactKeyOrigin(zkey), coded("groth16/file-magic"));
    assert.throws(() => readCompactKeyOrigin(file.subarray(0, -1)), coded("groth16/file-truncated"));
  });

  it("hold the key's header and hash, and none of its points at infinity", () => {
    const key = parseCompactKey(file);
    const whole = parseZkey(zkey);
    const { alpha1, beta2, gamma2, delta2 } = key;
    assert.deepEqual(
      { alpha1, beta2, gamma2, delta2 },
      { alpha1: whole.alpha1, beta2: whole.beta2, gamma2: whole.gamma2, delta2: whole.delta2 },
    );
    assert.equal(
      Buffer.from(key.zkeySha256).toString("hex"),
      createHash("sha256").update(zkey).digest("hex"),
    );
    const finite = (bytes: Uint8Array, size: number) =>
      Array.from({ length: bytes.length / size }, (_, i) => i).filter((i) =>
        bytes.subarray(i * size, (i + 1) * size).some((byte) => byte !== 0),
      );
    for (const [name, size] of [
      ["a", 64],
      ["b1", 64],
      ["b2", 128],
      ["c", 64],
      ["h", 64],
    ] as const)
      assert.deepEqual([...key.sections[name].places], finite(whole[name], size), name);
    assert.equal(verificationKeyOf(whole).ic.length, key.nPublic + 1);
  });

  it("are refused when cut off", () => {
    for (let length = 4; length < file.length; length += 97)
      assert.throws(() => parseProvingKey(file.slice(0, length)), PsephosError);
  });

  it("are refused when a part is malformed", () => {
    const bits = (id: number) => at.get(id)!.body;
    for (const [code, bytes] of [
      ["groth16/zkey-counts", withU32(file, at.get(2)!.body + 80, 3)],
      ["groth16/zkey-curve", withU32(file, at.get(2)!.body, 31)],
      ["groth16/pkey-rows", withBytes(file, at.get(4)!.body, word(2n ** 256n - 1n))],
      ["groth16/pkey-section", withFlip(file, 8 * bits(5))],
      ["groth16/pkey-section", withFlip(file, 8 * bits(7) + 63)],
      ["groth16/non-canonical-coordinate", withBytes(file, bits(9) + 8, word(2n ** 256n - 1n))],
    ] as const)
      assert.throws(() => parseProvingKey(bytes), coded(code));
  });

  it("are refused when a point is off its curve", async () => {
    for (const id of [5, 7, 8, 9]) // not B₁, which no proof has
      await assert.rejects(
        load(withBytes(file, at.get(id)!.body + 8, word(5n))),
        coded("groth16/point-not-on-curve"),
      );
  });

  it("never make the kernel leave its memory, whatever bits of the rows are wrong", async () => {
    const { body, length } = at.get(3)!;
    let refused = 0;
    for (let bit = 8 * body; bit < 8 * (body + length); bit += 3) {
      const answer = await load(withFlip(file, bit)).then(
        (proof) => proof.length,
        (error) => (error as PsephosError).code,
      );
      assert.ok(answer === 256 || answer === "groth16/pkey-rows", `bit ${bit}: ${answer}`);
      if (answer !== 256) refused += 1;
    }
    assert.ok(refused > 100);
  });
});
