// Runs the witness generator that circom 2 compiles, with its module kept between runs. Field elements go in
// and out through a shared memory of eight 32-bit words, the lowest first.

interface GeneratorExports {
  init(sanityCheck: number): void;
  writeSharedRWMemory(word: number, value: number): void;
  readSharedRWMemory(word: number): number;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  getWitnessSize(): number;
  getWitness(wire: number): void;
  getMessageChar(): number;
}

const WORDS = 8;

/** FNV-1a, 64 bits: how the generator knows its inputs. */
function fnv1a(name: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

const flat = (value: unknown): bigint[] => [value].flat(Number.POSITIVE_INFINITY) as bigint[];

/**
 * The witness for inputs given by name, each in `[0, r)`.
 *
 * @throws Error "Assert Failed" with the circuit's lines, when an input breaks a constraint
 */
export async function generateWitness(module: WebAssembly.Module, inputs: object): Promise<bigint[]> {
  const lines: string[] = [];
  const { exports } = await WebAssembly.instantiate(module, {
    runtime: {
      exceptionHandler: (code: number) => {
        throw new Error(`${code === 4 ? "Assert Failed" : `generator error ${code}`}\n${lines.join("")}`);
      },
      printErrorMessage: () => lines.push(message()),
      writeBufferMessage: () => {},
      showSharedRWMemory: () => {},
    },
  });
  const generator = exports as unknown as GeneratorExports;
  function message(): string {
    let text = "";
    for (let char = generator.getMessageChar(); char !== 0; char = generator.getMessageChar()) {
      text += String.fromCharCode(char);
    }
    return text;
  }

  generator.init(0);
  for (const [name, value] of Object.entries(inputs)) {
    const hash = fnv1a(name);
    for (const [index, element] of flat(value).entries()) {
      for (let word = 0; word < WORDS; word++) {
        generator.writeSharedRWMemory(word, Number((element >> BigInt(32 * word)) & 0xffffffffn));
      }
      generator.setInputSignal(Number(hash >> 32n), Number(hash & 0xffffffffn), index);
    }
  }
  const words = new Uint32Array(WORDS);
  const limbs = new BigUint64Array(words.buffer);
  return Array.from({ length: generator.getWitnessSize() }, (_, wire) => {
    generator.getWitness(wire);
    for (let word = 0; word < WORDS; word++) words[word] = generator.readSharedRWMemory(word);
    // Most wires are bits.
    if (words.every((value, word) => word === 0 || value === 0)) return BigInt(words[0]!);
    return limbs.reduceRight((element, limb) => (element << 64n) | limb, 0n);
  });
}
