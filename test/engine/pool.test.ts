import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { BASE_FIELD_ORDER, SCALAR_FIELD_ORDER } from "../../src/bytes/index.js";
import { compileKernel } from "../../src/engine/kernel.js";
import {
  createPool,
  offset,
  type Pool,
  Program,
  startPool,
  type Thread,
} from "../../src/engine/pool/index.js";
import { PsephosError } from "../../src/errors/index.js";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
const scalar = fc.bigInt({ min: 0n, max: SCALAR_FIELD_ORDER - 1n });

const coded = (code: string) => (error: unknown) => error instanceof PsephosError && error.code === code;
const bytes = (value: bigint) =>
  Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));

/** The point (1, 2), as a .zkey has it. */
const GENERATOR = Uint8Array.from([1n, 2n].flatMap((x) => [...bytes((x << 256n) % BASE_FIELD_ORDER)]));

/** a·b in the scalar field, and where that was computed. */
function product(a: bigint, b: bigint, keep = false): Program {
  const program = new Program({ keep });
  const operands = program.put(new Uint8Array([...bytes(a), ...bytes(b)]));
  const x = program.alloc(36);
  const y = program.alloc(36);
  program.call("fr_from_bytes", x, operands);
  program.call("fr_from_bytes", y, offset(operands, 32));
  program.call("fr_mul", x, x, y);
  const result = program.alloc(32);
  program.call("fr_to_bytes", result, x);
  program.get(result, 32);
  program.tell(result);
  return program;
}

/** Where workers are forbidden: at once, or by an error that comes later. */
const FORBIDDEN = [
  class {
    constructor() {
      throw new Error("blocked by the policy");
    }
  },
  class {
    onerror: ((event: unknown) => void) | undefined;
    constructor() {
      setTimeout(() => this.onerror?.({ message: "blocked by the policy", preventDefault() {} }), 1);
    }
    postMessage() {}
    terminate() {}
  },
];

async function withWorker<T>(Worker: unknown, work: () => Promise<T>): Promise<T> {
  const scope = globalThis as { Worker?: unknown };
  scope.Worker = Worker;
  try {
    return await work();
  } finally {
    delete scope.Worker;
  }
}

/** Whether this thread is free while that one computes for some 20 to 80 ms. */
async function isElsewhere(thread: Thread): Promise<boolean> {
  const program = new Program();
  program.call("poseidon_hash", program.alloc(32 * 3000), program.put(new Uint8Array(64 * 3000)), 3000, 2);
  let turns = 0;
  let running = true;
  const turn = (): void => {
    turns++;
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await thread.run(program);
  running = false;
  return turns > 20;
}

describe("engine pool", () => {
  for (const threads of [1, 2]) {
    describe(threads === 1 ? "of the calling thread" : "of workers", () => {
      let pool: Pool;
      before(async () => {
        pool = await createPool({ threads });
      });
      after(() => pool.close());

      it("has the threads that were asked for", () => assert.equal(pool.threads.length, threads));

      it("carries programs out, each thread its own", async () => {
        await fc.assert(
          fc.asyncProperty(scalar, scalar, async (a, b) => {
            const answers = await Promise.all(
              pool.threads.map((thread, i) => thread.run(product(a, b + BigInt(i)))),
            );
            answers.forEach(([result], i) => {
              assert.deepEqual(result, bytes((a * (b + BigInt(i))) % SCALAR_FIELD_ORDER));
            });
          }),
          { numRuns: 20 },
        );
      });

      it("takes views without what lies beside them", async () => {
        const large = new Uint8Array(1 << 20).fill(7);
        const program = new Program();
        program.get(program.put(large.subarray(1000, 1003)), 3);
        assert.deepEqual(await pool.threads[0]!.run(program), [Uint8Array.of(7, 7, 7)]);
        assert.equal(large.length, 1 << 20);
        const buffer = Buffer.from([7, 8, 9]);
        const again = new Program();
        again.get(again.put(buffer), 3);
        assert.deepEqual(await pool.threads[0]!.run(again), [Uint8Array.of(7, 8, 9)]);
        assert.deepEqual([...buffer], [7, 8, 9]);
      });

      it("keeps what a program asks to keep, and wipes the rest", async () => {
        const thread = pool.threads[0]!;
        const look = async (pointer: number) => {
          const program = new Program();
          program.get(pointer, 32);
          return (await thread.run(program))[0];
        };
        const [kept, keptAt] = await thread.run(product(3n, 5n, true));
        const [passing, passingAt] = await thread.run(product(7n, 11n));
        assert.deepEqual(kept, bytes(15n));
        assert.deepEqual(passing, bytes(77n));
        assert.deepEqual(await look(keptAt as number), bytes(15n));
        assert.deepEqual(await look(passingAt as number), new Uint8Array(32));
      });

      it("wipes what a multiplication reserves by itself: digits of its scalars", async () => {
        const program = new Program();
        const [point, sum] = [program.alloc(72), program.alloc(72)];
        program.call("g1_points_from_mont256", point, program.put(GENERATOR), 1);
        program.need(program.call("g1_msm", sum, point, program.put(bytes(SCALAR_FIELD_ORDER / 3n)), 1));
        program.tell(point);
        const [at] = await pool.threads[0]!.run(program);
        const look = new Program();
        look.get(at as number, 100_000);
        assert.deepEqual(await pool.threads[0]!.run(look), [new Uint8Array(100_000)]);
      });

      it("answers in order", async () => {
        const order: number[] = [];
        const runs = [1, 2, 3, 4].map(async (i) => {
          await pool.threads[0]!.run(product(BigInt(i), 1n));
          order.push(i);
        });
        await Promise.all(runs);
        assert.deepEqual(order, [1, 2, 3, 4]);
      });

      it("drops programs that have not begun when they are aborted", async () => {
        const thread = pool.threads[0]!;
        const controller = new AbortController();
        const [first, second] = [thread.run(product(2n, 3n)), thread.run(product(2n, 3n), controller.signal)];
        const reason = new Error("enough");
        controller.abort(reason);
        await assert.rejects(second, reason);
        assert.deepEqual((await first)[0], bytes(6n));
        assert.deepEqual((await thread.run(product(2n, 5n)))[0], bytes(10n));
      });

      it("tells failures by their codes, and goes on", async () => {
        const thread = pool.threads[0]!;
        const greedy = new Program();
        greedy.alloc(0xffff_fff0);
        greedy.alloc(0xffff_fff0);
        await assert.rejects(thread.run(greedy), coded("engine/out-of-memory"));
        const beyond = new Program();
        beyond.call("fr_mul", 0xffff_fff0, 0xffff_fff0, 0xffff_fff0);
        await assert.rejects(thread.run(beyond), coded("engine/thread-failed"));
        for (const [value, fine] of [
          [SCALAR_FIELD_ORDER - 1n, true],
          [SCALAR_FIELD_ORDER, false],
        ] as const) {
          const needy = new Program();
          needy.need(needy.call("fr_is_canonical", needy.put(bytes(value))));
          if (fine) assert.deepEqual(await thread.run(needy), []);
          else await assert.rejects(thread.run(needy), coded("engine/thread-failed"));
        }
        assert.deepEqual((await thread.run(product(2n, 5n)))[0], bytes(10n));
      });

      it("fails what is under way when closed, and everything later", async () => {
        const closing = await createPool({ threads });
        const pending = Promise.allSettled([1n, 2n, 3n].map((a) => closing.threads[0]!.run(product(a, a))));
        await closing.close();
        await closing.close();
        for (const result of await pending) {
          assert.ok(result.status === "rejected" && coded("engine/closed")(result.reason));
        }
        await assert.rejects(closing.threads[0]!.run(product(1n, 1n)), coded("engine/closed"));
      });
    });
  }

  it("refuses numbers of threads that make no sense", async () => {
    for (const threads of [0, -1, 1.5, 65, Number.NaN, "2" as never]) {
      await assert.rejects(createPool({ threads }), coded("engine/thread-count"));
    }
  });

  it("falls back on the calling thread where workers are forbidden, unless a number was asked for", async () => {
    for (const Worker of FORBIDDEN) {
      await withWorker(Worker, async () => {
        const pool = await createPool();
        assert.equal(pool.threads.length, 1);
        assert.deepEqual((await pool.threads[0]!.run(product(2n, 5n)))[0], bytes(10n));
        await assert.rejects(createPool({ threads: 2 }), coded("engine/no-workers"));
      });
    }
  });

  describe("that starts", () => {
    const answersOf = (thread: Thread, numbers: readonly bigint[]) =>
      Promise.all(numbers.map(async (a) => (await thread.run(product(a, 3n)))[0]));
    const numbers = Array.from({ length: 200 }, (_, i) => BigInt(i));

    it("takes programs before its workers run", async () => {
      await using pool = await startPool({ threads: 3 });
      for (const thread of pool.threads) assert.deepEqual((await thread.run(product(2n, 5n)))[0], bytes(10n));
      assert.equal(await pool.started, pool.threads);
    });

    it("has the calling thread as its first, which moves to a worker with all that it keeps", async () => {
      await using pool = await startPool({ threads: 2 });
      const [caller, worker] = pool.threads as [Thread, Thread];
      await pool.started;
      assert.equal(await isElsewhere(worker), true);
      assert.equal(await isElsewhere(caller), false);
      const [, kept] = await caller.run(product(7n, 11n, true));
      pool.settle();
      pool.settle();
      // Some of these run before it moves, and some after; in order throughout.
      const wanted = numbers.map((a) => bytes(a * 3n));
      for (let i = 0; i < 100 && !(await isElsewhere(caller)); i++)
        assert.deepEqual(await answersOf(caller, numbers), wanted);
      assert.equal(await isElsewhere(caller), true);
      const look = new Program();
      look.get(kept as number, 32);
      assert.deepEqual(await caller.run(look), [bytes(77n)]);
      const [, next] = await caller.run(product(3n, 5n, true));
      assert.ok((next as number) > (kept as number));
      assert.deepEqual(await caller.run(look), [bytes(77n)]);
    });

    it("does nothing on the calling thread that is settled before it has begun", async () => {
      await using pool = await startPool({ threads: 2 });
      pool.settle();
      const [caller] = pool.threads as [Thread, Thread];
      const [first, answers] = await Promise.all([isElsewhere(caller), answersOf(caller, numbers)]);
      assert.equal(first, true);
      assert.deepEqual(
        answers,
        numbers.map((a) => bytes(a * 3n)),
      );
    });

    it("stays on the calling thread where no further worker starts", async () => {
      for (const [i, Worker] of [...FORBIDDEN, ...FORBIDDEN].entries()) {
        await using pool = await startPool({ threads: 2 });
        await pool.started;
        // It has something to take along, or nothing.
        if (i < FORBIDDEN.length) await pool.threads[0]!.run(product(7n, 11n, true));
        await withWorker(Worker, async () => {
          pool.settle();
          await new Promise((resolve) => setTimeout(resolve, 20));
        });
        assert.deepEqual(await answersOf(pool.threads[0]!, [2n]), [bytes(6n)]);
        assert.equal(await isElsewhere(pool.threads[0]!), false);
      }
    });

    it("has the calling thread alone where workers are forbidden, unless a number was asked for", async () => {
      for (const Worker of FORBIDDEN) {
        await withWorker(Worker, async () => {
          await using pool = await startPool();
          const threads = await pool.started;
          assert.equal(threads.length, 1);
          pool.settle();
          assert.deepEqual(await answersOf(threads[0]!, [2n]), [bytes(6n)]);
          await assert.rejects(async () => {
            await (await startPool({ threads: 2 })).started;
          }, coded("engine/no-workers"));
        });
      }
    });

    it("fails what is under way when closed while it starts or moves", async () => {
      for (const moving of [false, true]) {
        const pool = await startPool({ threads: 2 });
        if (moving) {
          await pool.started;
          pool.settle();
        }
        const pending = Promise.allSettled(pool.threads.map((thread) => answersOf(thread, numbers)));
        await pool.close();
        for (const result of await pending)
          assert.ok(result.status === "rejected" && coded("engine/closed")(result.reason));
        pool.settle();
        await assert.rejects(answersOf(pool.threads[0]!, [1n]), coded("engine/closed"));
      }
    });
  });

  it("lets a process end that forgets to close it", async () => {
    const script = `
      import { createPool, Program } from "./src/engine/pool/index.ts";
      const pool = await createPool({ threads: 2 });
      const program = new Program();
      program.tell(program.put(new Uint8Array(1)));
      const answers = await Promise.all(pool.threads.map((thread) => thread.run(program)));
      console.log(answers.length);`;
    const { stdout } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: ROOT,
      timeout: 240_000,
    });
    assert.equal(stdout, "2\n");
  });

  it("tells by its code that a kernel does not start, on the calling thread and in workers", async () => {
    const plain = await compileKernel();
    const kernel = { plain, fast: { module: plain, base: 0, bytes: 0 } };
    await assert.rejects(createPool({ threads: 1, kernel }), coded("engine/out-of-memory"));
    await assert.rejects(createPool({ threads: 2, kernel }), coded("engine/no-workers"));
  });

  it("carries the script that its source builds", async () => {
    await run(process.execPath, ["--import", "tsx", "scripts/build-worker.ts", "--check"], { cwd: ROOT });
  });
});
