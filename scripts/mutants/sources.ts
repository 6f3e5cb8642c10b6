// The sources that mutants are made from: the project's own templates, and circomlib's IsZero.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensure } from "../../src/errors/index.js";
import { ROOT } from "../circuits/instances.js";
import { type Mutant, mutantsOf } from "./sites.js";

const CIRCUITS = join(ROOT, "circuits");
const CIRCOMLIB = "circomlib/circuits";
export const COMPARATORS = `${CIRCOMLIB}/comparators.circom`;
const POSEIDON = `${CIRCOMLIB}/poseidon.circom`;

/**
 * In place of Poseidon, for mutants: a function of as many inputs, every one of which decides. The hash itself is circomlib's and is
 * not changed by any mutant; with it a circuit takes seconds to compile, without it a tenth of one. The
 * same cheats are told to the circuits with the true hash in `npm test`.
 */
const HASH = `pragma circom 2.2.0;
template Poseidon(nInputs) {
    signal input inputs[nInputs];
    signal output out;
    signal sum[nInputs + 1];
    sum[0] <== nInputs;
    for (var i = 0; i < nInputs; i++) sum[i + 1] <== (sum[i] + 3 * inputs[i] + 7) * (sum[i] + inputs[i] + 5 + i);
    out <== sum[nInputs];
}
`;

const R = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** The same function. */
export const standIn = (inputs: readonly bigint[]): bigint =>
  inputs.reduce((sum, x, i) => ((sum + 3n * x + 7n) * (sum + x + 5n + BigInt(i))) % R, BigInt(inputs.length));

/** circomlib's IsZero alone, as it is written there. */
function isZero(): string {
  const source = readFileSync(join(ROOT, "node_modules", COMPARATORS), "utf8");
  const template = /^template IsZero\(\) \{[\s\S]*?^\}/m.exec(source)?.[0];
  ensure(template, "mutants/circomlib", "circomlib has no template IsZero");
  return `pragma circom 2.2.0;\n${template}\n`;
}

/** Our own sources by path, relative to the circuits' folder. */
function own(): Map<string, string> {
  const files = readdirSync(CIRCUITS, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".circom"),
  );
  return new Map(files.sort().map((file) => [file, readFileSync(join(CIRCUITS, file), "utf8")]));
}

/** All that the circuits include. @param hash the true one, or a stand-in */
export function allSources(hash: "poseidon" | "stand-in"): Map<string, string> {
  const library = (file: string) => readFileSync(join(ROOT, "node_modules", CIRCOMLIB, file), "utf8");
  const sources = own().set(COMPARATORS, isZero());
  if (hash === "stand-in") return sources.set(POSEIDON, HASH);
  return sources
    .set(POSEIDON, library("poseidon.circom"))
    .set(`${CIRCOMLIB}/poseidon_constants.circom`, library("poseidon_constants.circom"));
}

/** Every mutant of every source. */
export const allMutants = (): Mutant[] => [
  ...[...own()].flatMap(([file, source]) => mutantsOf(file, source)),
  ...mutantsOf(COMPARATORS, isZero()),
];
