/** The quotient's scalars as snarkjs computes them [snarkjs 0.7.6, `groth16_prove.js`], with ffjavascript. */
import {
  addQuotient,
  addQuotientJoin,
  addQuotientPart,
  createPool,
  type KernelName,
  loadRows,
  type Output,
  Program,
  partBytes,
  type Ref,
  type Rows,
  rowsLoaded,
} from "../../../src/engine/index.js";
import type { ReferenceField } from "./ffjavascript.js";
import { modulesOf } from "./kernels.js";

const RECORD = 44;

/** `buildABC1`, the shifts to the other coset, and `joinABC`. */
export async function snarkjsQuotient(
  fr: ReferenceField,
  coefficients: Uint8Array,
  witness: Uint8Array,
  domainSize: number,
): Promise<Uint8Array> {
  const [a, b, c] = Array.from({ length: 3 }, () => new Uint8Array(32 * domainSize)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const view = new DataView(coefficients.buffer, coefficients.byteOffset, coefficients.byteLength);
  const element = (bytes: Uint8Array, i: number) => bytes.slice(32 * i, 32 * i + 32);
  for (let at = 0; at < coefficients.length; at += RECORD) {
    const target = view.getUint32(at, true) === 0 ? a : b;
    const row = view.getUint32(at + 4, true);
    const wire = element(witness, view.getUint32(at + 8, true));
    const term = fr.mul(coefficients.slice(at + 12, at + RECORD), wire);
    target.set(fr.add(element(target, row), term), 32 * row);
  }
  for (let i = 0; i < domainSize; i++) c.set(fr.mul(element(a, i), element(b, i)), 32 * i);
  const shift = fr.w[Math.log2(domainSize) + 1]!;
  const [aOdd, bOdd, cOdd] = await Promise.all(
    [a, b, c].map(async (evaluations) =>
      fr.fft(await fr.batchApplyKey(await fr.ifft(evaluations), fr.one, shift)),
    ),
  );
  const h = new Uint8Array(32 * domainSize);
  for (let i = 0; i < domainSize; i++)
    h.set(fr.sub(fr.mul(element(aOdd!, i), element(bOdd!, i)), element(cOdd!, i)), 32 * i);
  return fr.batchFromMontgomery(h);
}

/** Ours, whole and in three parts on threads of their own. */
export async function ourQuotient(
  rows: Rows,
  witness: Uint8Array,
  kernel: KernelName,
): Promise<{ whole: Uint8Array; joined: Uint8Array }> {
  await using pool = await createPool({ threads: 3, kernel: await modulesOf(kernel) });
  const loaded = await Promise.all(
    pool.threads.map(async (thread) => rowsLoaded(await thread.run(loadRows(rows)))),
  );
  const whole = new Program();
  whole.get(addQuotient(whole, rows, loaded[0]!, whole.put(witness)), 32 * rows.domainSize);
  const parts = await Promise.all(
    pool.threads.map((thread, which) => {
      const program = new Program();
      const part = addQuotientPart(program, rows, loaded[which]!, program.put(witness), which as 0 | 1 | 2);
      program.get(part, partBytes(rows));
      return thread.run(program);
    }),
  );
  const join = new Program();
  const [a, b, c] = parts.map(([part]) => join.put(part as Uint8Array)) as [Ref, Ref, Ref];
  join.get(addQuotientJoin(join, rows, a, b, c), 32 * rows.domainSize);
  const bytes = ([output]: Output[]) => output as Uint8Array;
  return {
    whole: bytes(await pool.threads[0]!.run(whole)),
    joined: bytes(await pool.threads[0]!.run(join)),
  };
}
