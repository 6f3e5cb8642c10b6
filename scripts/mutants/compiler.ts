// circom within this process, for the hundreds of small circuits that the mutants are: the compiler's module stays warm, and
// a circuit without hashes takes a tenth of a second. Nothing is simplified: each constraint is as it is written.
import * as fs from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { templatesOf } from "./tokens.js";

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
let read: WebAssembly.Module | undefined;
function compiler(): WebAssembly.Module {
  read ??= new WebAssembly.Module(fs.readFileSync(require.resolve("circom2/circom.wasm")));
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
    fs.mkdirSync(folder, { recursive: true });
  }

  #write(sources: ReadonlyMap<string, string>): void {
    for (const [file, text] of sources) {
      if (this.#written.get(file) === text) continue;
      fs.mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
      fs.writeFileSync(join(this.#folder, file), text);
      this.#written.set(file, text);
    }
  }

  /**
   * Compiles a main component.
   *
   * @param sources by path, with all that they include
   * @returns what the compiler made, or what it said
   */
  compile(sources: ReadonlyMap<string, string>, main: string): Compiled | string {
    const said = this.#run(sources, main, ["--r1cs", "--sym"]);
    if (said !== undefined) return said;
    const r1cs = fs.readFileSync(join(this.#folder, "main.r1cs"));
    const sym = fs.readFileSync(join(this.#folder, "main.sym"), "utf8");
    // A generator stops where an equality does not hold, and a cheat begins there: so it is made from sources without them.
    const lenient = new Map([...sources].map(([file, source]) => [file, withoutEqualities(source)]));
    const refused = this.#run(lenient, main, ["--r1cs", "--wasm"]);
    if (refused !== undefined) return refused;
    const assignments = fs.readFileSync(join(this.#folder, "main.r1cs"));
    return { r1cs, assignments, sym, wasm: fs.readFileSync(join(this.#folder, "main_js", "main.wasm")) };
  }

  /** What circom said if it made nothing. */
  #run(sources: ReadonlyMap<string, string>, main: string, outputs: readonly string[]): string | undefined {
    this.#write(new Map([...sources, ["main.circom", main]]));
    const said: Uint8Array[] = [];
    const { CircomRunner, bindings } = require("circom2") as Circom2;
    let code = 0;
    const runner = new CircomRunner({
      args: ["main.circom", "--O0", ...outputs, "-l", "."],
      env: {},
      preopens: { ".": this.#folder },
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
      runner.wasi.start(new WebAssembly.Instance(compiler(), runner.wasi.getImports(compiler())));
    } catch (error) {
      // A compiler that panics refuses, too.
      if (error instanceof WebAssembly.RuntimeError) code = -1;
      else if (!(error instanceof Exit)) throw error;
    }
    return code === 0 ? undefined : Buffer.concat(said).toString();
  }
}

const lenient = new Map<string, string>();
function withoutEqualities(source: string): string {
  const known = lenient.get(source);
  if (known !== undefined) return known;
  let text = source;
  const statements = templatesOf(source).flatMap(({ statements }) => statements);
  for (const { tokens } of statements.toReversed()) {
    if (!tokens.some((token) => token.text === "===")) continue;
    text = `${text.slice(0, tokens[0]!.start)}{}${text.slice(tokens.at(-1)!.end + 1)}`;
  }
  lenient.set(source, text);
  return text;
}

class Exit extends Error {}
