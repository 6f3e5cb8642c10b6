/**
 * circom's witness program: a WebAssembly module that receives the input signals one by one, by the
 * FNV-1a hash of their names, and computes every wire of the circuit when the last one is set.
 *
 * Field elements pass through the module's shared memory as eight 32-bit words, least significant first.
 */
import { SCALAR_FIELD_ORDER } from "../../bytes/index.js";
import { requireWebAssembly } from "../../engine/index.js";
import { ensure, Failure, PsephosError, Refusal } from "../../errors/index.js";
import { refuseStandIn } from "../formats/content.js";
import { findInputSizes, type NameHash } from "./input-table.js";
import { flattenInput, type WitnessCalculator } from "./inputs.js";

/** 32 bytes for each field element. */
const WORDS = 8;

/** The exports of a circom 2 witness program. */
interface Program {
  readonly memory: WebAssembly.Memory;
  getVersion(): number;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getWitnessSize(): number;
  getInputSize(): number;
  /** Not in circom 2's first versions. */
  getInputSignalSize?(hashHigh: number, hashLow: number): number;
  getSharedRWMemoryStart(): number;
  init(checked: number): void;
  setInputSignal(hashHigh: number, hashLow: number, position: number): void;
  getWitness(index: number): void;
  getMessageChar?(): number;
}

const EXPORTS = [
  "getVersion",
  "getFieldNumLen32",
  "getRawPrime",
  "getWitnessSize",
  "getInputSize",
  "getSharedRWMemoryStart",
  "init",
  "setInputSignal",
  "getWitness",
] as const;

const PROGRAM = "groth16/witness-program";

/** FNV-1a, 64 bits, over the UTF-16 units of a name (which circom keeps to ASCII). */
function fnv1a(name: string): NameHash {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < name.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(name.charCodeAt(i))) * 0x100000001b3n);
  }
  return { high: Number(hash >> 32n), low: Number(hash & 0xffffffffn) };
}

/** The `exceptionHandler` codes of circom's runtime, as errors; `trace` has template names and line numbers. */
function runtimeError(code: number, trace: string): PsephosError {
  const cause = trace === "" ? {} : { hint: trace };
  if (code === 4) {
    return new Refusal("groth16/unsatisfied", "the inputs do not satisfy the circuit's constraints", cause);
  }
  if (code === 5) return new Failure("groth16/witness-memory", "the witness program is out of memory");
  return new Refusal(PROGRAM, `the witness program stopped with code ${code}`, cause);
}

async function instantiate(module: WebAssembly.Module): Promise<Program> {
  let program: Program | undefined;
  let trace = "";
  const message = (): string => {
    let text = "";
    for (let c = program?.getMessageChar?.(); c; c = program?.getMessageChar?.()) {
      text += String.fromCharCode(c);
    }
    return text;
  };
  // A circuit's log() may print secrets, so its output is read and discarded.
  const runtime = {
    exceptionHandler(code: number) {
      throw runtimeError(code, trace);
    },
    printErrorMessage() {
      trace += `${message().trim()}\n`;
    },
    writeBufferMessage() {
      message();
    },
    showSharedRWMemory() {},
  };
  try {
    const { exports } = await WebAssembly.instantiate(module, { runtime });
    program = exports as unknown as Program;
  } catch (cause) {
    throw new Refusal(PROGRAM, "the module is not a circom 2 witness program", { cause });
  }
  const found = program as unknown as Record<string, unknown>;
  for (const name of EXPORTS) {
    ensure(typeof found[name] === "function", PROGRAM, `the witness program does not export ${name}`);
  }
  ensure(
    program.memory instanceof WebAssembly.Memory,
    PROGRAM,
    "the witness program does not export its memory",
  );
  ensure(program.getVersion() === 2, PROGRAM, "the witness program is not circom 2's");
  ensure(
    program.getFieldNumLen32() === WORDS,
    PROGRAM,
    "the witness program is over a field of another size",
  );
  return program;
}

/** The shared memory's eight words. circom's programs do not grow their memory, so the view stays valid. */
function shared(program: Program): Uint32Array {
  return new Uint32Array(program.memory.buffer, program.getSharedRWMemoryStart(), WORDS);
}

function prime(program: Program): bigint {
  program.getRawPrime();
  return shared(program).reduceRight((value, word) => (value << 32n) | BigInt(word), 0n);
}

type SizeOf = (hash: NameHash) => number;

/** The number of values of each of a program's inputs. */
function inputSizes(program: Program, names: readonly string[]): SizeOf {
  if (typeof program.getInputSignalSize === "function")
    return ({ high, low }) => program.getInputSignalSize!(high, low);
  const memory = new Uint8Array(program.memory.buffer);
  const found = findInputSizes(memory, names.map(fnv1a), program.getInputSize());
  ensure(
    found !== undefined || names.length === 0,
    "groth16/unknown-signal",
    () => `the circuit does not have the input signals ${names.join(", ")}`,
    "The witness program was made by an early circom 2, and does not list its signals.",
  );
  return found ?? (() => 0);
}

function setSignal(
  program: Program,
  words: Uint32Array,
  sizeOf: SizeOf,
  name: string,
  values: readonly bigint[],
): void {
  const hash = fnv1a(name);
  const { high, low } = hash;
  const size = sizeOf(hash);
  ensure(size > 0, "groth16/unknown-signal", `the circuit has no input signal ${name}`);
  ensure(
    size === values.length,
    "groth16/signal-size",
    `input signal ${name} takes ${size} values, not ${values.length}`,
  );
  values.forEach((value, position) => {
    for (let i = 0, rest = value; i < WORDS; i++, rest >>= 32n) words[i] = Number(rest & 0xffffffffn);
    program.setInputSignal(high, low, position);
  });
}

/** A witness program has only the hashes of its signals' names, so the error cannot name the missing ones. */
function missingText(signals: ReadonlyMap<string, readonly bigint[]>, wanted: number, given: number): string {
  const list = [...signals].map(([name, { length }]) => `${name} (${length})`).join(", ");
  return `the circuit takes ${wanted} input values, but got ${given}: ${list || "no signal"}`;
}

function run(program: Program, signals: ReadonlyMap<string, readonly bigint[]>): Uint8Array {
  program.init(0);
  const words = shared(program);
  const sizeOf = inputSizes(program, [...signals.keys()]);
  let given = 0;
  for (const [name, values] of signals) {
    setSignal(program, words, sizeOf, name, values);
    given += values.length;
  }
  const wanted = program.getInputSize();
  ensure(
    given === wanted,
    "groth16/missing-signal",
    () => missingText(signals, wanted, given),
    "The names of the circuit's signals are in its source, and in the .sym file that circom writes with --sym.",
  );
  const size = program.getWitnessSize();
  const witness = new Uint32Array(size * WORDS);
  for (let i = 0; i < size; i++) {
    program.getWitness(i);
    for (let j = 0; j < WORDS; j++) witness[i * WORDS + j] = words[j]!;
  }
  ensure(words.length === WORDS, PROGRAM, "the witness program grew its memory");
  return new Uint8Array(witness.buffer);
}

/**
 * Compiles circom 2's witness program for BN254.
 * @throws PsephosError `groth16/witness-program` for anything else; `engine/no-webassembly`
 */
export async function createCircomCalculator(wasm: Uint8Array): Promise<WitnessCalculator> {
  refuseStandIn(wasm, "the witness program");
  await requireWebAssembly();
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    throw new Refusal(PROGRAM, "the witness program is not a WebAssembly module", { cause });
  }
  ensure(
    prime(await instantiate(module)) === SCALAR_FIELD_ORDER,
    PROGRAM,
    "the witness program is not over BN254's scalar field",
  );
  return {
    async calculate(input) {
      const signals = flattenInput(input);
      const program = await instantiate(module);
      try {
        return run(program, signals);
      } catch (error) {
        if (error instanceof PsephosError) throw error;
        throw new Refusal(PROGRAM, "the witness program trapped", { cause: error });
      }
    },
  };
}
