/** The circuit of a ceremony: its sources, what they compile to, and the published files. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ensure, Refusal } from "../../errors/index.js";
import { publicCount, readR1cs } from "../formats/r1cs.js";
import { circuitDomain } from "../phase2/initial.js";
import { sha256Hex } from "../transcript/finalize.js";
import { type BuiltCircuit, findSources, rebuildCircuit } from "../transcript/sources.js";
import type { CeremonyTranscript } from "../transcript/types.js";
import { compileWitnessProgram } from "../witness/program.js";
import type { Check } from "./check.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import { need, same } from "./shared.js";

type Circuit = CeremonyTranscript["circuit"];

function programsOf({ program }: Circuit) {
  ensure(program, "setup/replay-missing", "the transcript names no witness programs");
  return program;
}

/** From the sources, which are found in these folders. */
function compiledChecks(
  circuit: Circuit,
  libraries: readonly string[],
  signal: AbortSignal | undefined,
): Check[] {
  let sources: Map<string, Uint8Array> | undefined;
  let built: BuiltCircuit | undefined;
  return [
    {
      id: "sources",
      kind: "sources",
      run: async () => {
        if (circuit.source === null)
          throw new Refusal("setup/replay-missing", "the transcript names no sources");
        sources = await findSources(circuit.source, libraries);
        return { files: sources.size };
      },
    },
    {
      id: "sources",
      kind: "compiled-circuit",
      run: async () => {
        built = await rebuildCircuit(circuit.source!, need(sources), signal);
        same(sha256Hex(built.r1cs), circuit.r1csSha256, "the SHA-256 of the circuit made from these sources");
        return { circom: circuit.source!.version };
      },
    },
    {
      id: "sources",
      kind: "compiled-programs",
      run: async () => {
        const { wasmSha256, pwitSha256 } = programsOf(circuit);
        const { wasm, r1cs, sym } = need(built);
        same(sha256Hex(wasm), wasmSha256, "the SHA-256 of the .wasm made from these sources");
        if (pwitSha256 === null) return { programs: ["wasm"] };
        const pwit = compileWitnessProgram({ r1cs, sym });
        same(sha256Hex(pwit), pwitSha256, "the SHA-256 of the .pwit made from these sources");
        return { programs: ["wasm", "pwit"] };
      },
    },
  ];
}

/** The published witness programs. None may lie beside the transcript that it does not name. */
function programsCheck(circuit: Circuit, files: ReplayFiles): Check {
  return {
    id: circuit.program === null ? "sources" : "program",
    kind: "programs",
    run: async () => {
      const present = [files.wasm, files.pwit]
        .filter((path) => existsSync(path))
        .map((path) => basename(path));
      ensure(
        circuit.program !== null || present.length === 0,
        "setup/replay-missing",
        `the transcript names no witness programs, so nothing shows what ${present.join(" and ")} beside it are`,
      );
      const { wasmSha256, pwitSha256 } = programsOf(circuit);
      same(sha256Hex(await readReplayFile(files.wasm)), wasmSha256, "the SHA-256 of the .wasm");
      ensure(
        pwitSha256 !== null || !existsSync(files.pwit),
        "setup/replay-stray",
        `${basename(files.pwit)} is not of this setup: the transcript names no .pwit`,
      );
      if (pwitSha256 === null) return { programs: ["wasm"] };
      same(sha256Hex(await readReplayFile(files.pwit)), pwitSha256, "the SHA-256 of the .pwit");
      return { programs: ["wasm", "pwit"] };
    },
  };
}

function circuitCheck(circuit: Circuit, files: ReplayFiles): Check {
  return {
    id: "r1cs",
    kind: "circuit",
    run: async () => {
      const bytes = await readReplayFile(files.r1cs);
      same(sha256Hex(bytes), circuit.r1csSha256, "the SHA-256 of the .r1cs");
      const r1cs = readR1cs(bytes);
      const counts = [r1cs.nConstraints, r1cs.nWires, publicCount(r1cs), 2 ** circuitDomain(bytes)];
      const { constraints, wires, publicSignals, domainSize } = circuit;
      same(counts, [constraints, wires, publicSignals, domainSize], "the circuit's size");
      return { constraints };
    },
  };
}

/** @param libraries folders with the circuit's sources */
export function circuitChecks(
  circuit: Circuit,
  files: ReplayFiles,
  libraries: readonly string[],
  signal: AbortSignal | undefined,
): Check[] {
  return [
    ...compiledChecks(circuit, libraries, signal),
    programsCheck(circuit, files),
    circuitCheck(circuit, files),
  ];
}
