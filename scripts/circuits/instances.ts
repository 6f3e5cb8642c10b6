// What is built: one entry of circuits/instances.json is one main component, under its own name.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensure } from "../../src/errors/index.js";

/** The project's folder. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** A template with its parameters, and what the compiled circuit must look like. */
export interface Instance {
  readonly name: string;
  /** Source file, relative to the circuits' folder. */
  readonly file: string;
  readonly template: string;
  readonly params: readonly number[];
  /** The public signals are the outputs and then the public inputs, each list in the order of declaration. */
  readonly outputs: readonly string[];
  readonly publicInputs: readonly string[];
  /** More constraints than this is a failed build. */
  readonly maxConstraints: number;
  /** A straight-line witness program (.pwit) and a compact key (.pkey) are made of it, for voters and posters. */
  readonly witnessProgram?: true;
  /** circom's simplification, 2 unless told; at 0 each constraint is as it is written. */
  readonly simplification?: 0;
  /** Takes minutes to compile: built only by its name. */
  readonly large?: true;
}

/** The named instances of `circuits/instances.json`; all but the large ones if no name is given. */
export function loadInstances(names: readonly string[] = []): Instance[] {
  const entries: Record<string, Omit<Instance, "name">> = JSON.parse(
    readFileSync(join(ROOT, "circuits", "instances.json"), "utf8"),
  );
  for (const name of names) {
    ensure(
      Object.hasOwn(entries, name),
      "build/unknown-instance",
      `no circuit instance is called "${name}"`,
      `circuits/instances.json has ${Object.keys(entries).join(", ")}`,
    );
  }
  return Object.entries(entries)
    .filter(([name, { large }]) => (names.length === 0 ? !large : names.includes(name)))
    .map(([name, entry]) => ({ name, ...entry }));
}

/** The main component's source. */
export function mainSource({ file, template, params, publicInputs }: Instance): string {
  const inputs = publicInputs.length === 0 ? "" : ` {public [${publicInputs.join(", ")}]}`;
  return `pragma circom 2.2.0;\ninclude "${file}";\ncomponent main${inputs} = ${template}(${params.join(", ")});\n`;
}
