// circom within this process, for the hundreds of small circuits that the mutants are: the compiler's module stays warm, and
// a circuit without hashes takes a tenth of a second. Nothing is simplified: each constraint is as it is written.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ensure } from "../../src/errors/index.js";
import { type Statement, type Token, templatesOf } from "./tokens.js";

interface Wasi {
  getImports(module: WebAssembly.Module): WebAssembly.Imports;
  start(instance: WebAssembly.Instance): void;
}
interface Circom2 {
  readonly CircomRunner: new (options: object) => { readonly wasi: Wasi };
  readonly bindings: object;
}

export interface Compiled {
  readonly r1cs: Buffer;
  /** The constraints of the assignments alone, without those of `===`; the wires are the same. */
  readonly assignments: Buffer;
  readonly sym: string;
  readonly wasm: Buffer;
}

const require = createRequire(import.meta.url);
let read: (Circom2 & { readonly module: WebAssembly.Module }) | undefined;
function compiler(): Circom2 & { readonly module: WebAssembly.Module } {
  const { CircomRunner, bindings } = read ?? (require("circom2") as Circom2);
  const module =
    read?.module ?? new WebAssembly.Module(fs.readFileSync(require.resolve("circom2/circom.wasm")));
  read = { CircomRunner, bindings, module };
  return read;
}

/** A folder of Circom sources, which circuits are compiled from. */
export class Workshop {
  readonly #folder: string;
  readonly #written = new Map<string, string>();

  /** @param folder made if it is not there; nobody else may write to it */
  constructor(folder: string) {
    this.#folder = folder;
    fs.rmSync(folder, { recursive: true, force: true });
  }

  /** Writes what has changed since the last time. @returns the folder of these sources */
  #write(sources: ReadonlyMap<string, string>, variant: "strict" | "lenient"): string {
    const folder = join(this.#folder, variant);
    for (const [file, text] of sources) {
      const path = join(folder, file);
      if (this.#written.get(path) === text) continue;
      fs.mkdirSync(dirname(path), { recursive: true });
      fs.writeFileSync(path, text);
      this.#written.set(path, text);
    }
    return folder;
  }

  /**
   * Compiles a main component.
   *
   * @param sources by path, with all that they include
   * @returns what the compiler made, or what it said
   */
  compile(sources: ReadonlyMap<string, string>, main: string): Compiled | string {
    const strict = this.#write(new Map([...sources, ["main.circom", main]]), "strict");
    const said = run(strict, ["--r1cs", "--sym"]);
    if (said !== undefined) return said;
    // A generator stops where an equality does not hold, and a cheat begins there: so it is made from sources without them.
    const without = [...sources].map(([file, source]) => [file, withoutEqualities(source)] as const);
    const lenient = this.#write(new Map([...without, ["main.circom", main]]), "lenient");
    const refused = run(lenient, ["--r1cs", "--wasm"]);
    ensure(
      refused === undefined,
      "mutants/lenient",
      `only the source with its equalities compiles:\n${refused}`,
    );
    return {
      r1cs: fs.readFileSync(join(strict, "main.r1cs")),
      assignments: fs.readFileSync(join(lenient, "main.r1cs")),
      sym: fs.readFileSync(join(strict, "main.sym"), "utf8"),
      wasm: fs.readFileSync(join(lenient, "main_js", "main.wasm")),
    };
  }
}

/** Compiles a folder's main.circom. @returns what circom said if it made nothing */
function run(folder: string, outputs: readonly string[]): string | undefined {
  const said: Uint8Array[] = [];
  const { CircomRunner, bindings, module } = compiler();
  let code = 0;
  const runner = new CircomRunner({
    args: ["main.circom", "--O0", ...outputs, "-l", "."],
    env: {},
    preopens: { ".": folder },
    bindings: {
      ...bindings,
      fs: {
        ...fs,
        writeSync: (fd: number, bytes: Uint8Array, ...rest: [number?, number?]) => {
          if (fd > 2) return fs.writeSync(fd, bytes, ...rest);
          said.push(bytes.slice(rest[0] ?? 0, (rest[0] ?? 0) + (rest[1] ?? bytes.length)));
          return rest[1] ?? bytes.length;
        },
      },
      exit: (status: number) => {
        code = status;
        throw new Exit();
      },
    },
  });
  try {
    runner.wasi.start(new WebAssembly.Instance(module, runner.wasi.getImports(module)));
  } catch (error) {
    // A compiler that panics refuses, too.
    if (error instanceof WebAssembly.RuntimeError) code = -1;
    else if (!(error instanceof Exit)) throw error;
  }
  return code === 0 ? undefined : Buffer.concat(said).toString();
}

const lenient = new Map<string, string>();
/** A source without its `===`, and without the sums that are taken for those alone, which cost most of a generator's time. */
function withoutEqualities(source: string): string {
  const known = lenient.get(source);
  if (known !== undefined) return known;
  const dropped = templatesOf(source).flatMap(({ statements, loops }) => {
    const equalities = statements.filter(({ tokens }) => tokens.some(({ text }) => text === "==="));
    const others = statements.filter((statement) => !equalities.includes(statement));
    const sums = others.filter(({ tokens }) => {
      const name = tokens[tokens[0]!.text === "var" ? 1 : 0]!.text;
      const isSum = (of: Statement) =>
        of.tokens[0]!.text === "var"
          ? of.tokens[1]!.text === name && of.tokens[2]?.text === "="
          : of.tokens[0]!.text === name && /^[-+]?=$/.test(of.tokens[1]?.text ?? "");
      const mentions = (tokens: readonly Token[]) => tokens.some(({ text }) => text === name);
      return (
        others.every(
          (other) => !mentions(other.tokens) || (isSum(other) && !mentions(other.tokens.slice(2))),
        ) && !loops.some(({ header }) => mentions(header))
      );
    });
    return [...equalities, ...sums];
  });
  let text = source;
  for (const { tokens } of dropped.sort((a, b) => b.tokens[0]!.start - a.tokens[0]!.start))
    text = `${text.slice(0, tokens[0]!.start)}{}${text.slice(tokens.at(-1)!.end + 1)}`;
  lenient.set(source, text);
  return text;
}

class Exit extends Error {}
