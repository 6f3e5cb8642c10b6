/** A small finished ceremony: a circuit with its sources, two contributors to each phase, beacons, one signature. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generatePrivateKey } from "viem/accounts";
import { compactKey } from "../../../src/groth16/index.js";
import { PtauFile } from "../../../src/setup/formats/ptau.js";
import { formatVerificationKeyFile } from "../../../src/setup/index.js";
import { closeKey, contributeToKey } from "../../../src/setup/phase2/contribute.js";
import { createInitialKey } from "../../../src/setup/phase2/initial.js";
import { closePtau, contributeToPtau } from "../../../src/setup/ptau/contribute.js";
import { startPtau } from "../../../src/setup/ptau/new.js";
import { preparePtau } from "../../../src/setup/ptau/prepare.js";
import type { ReplayFiles } from "../../../src/setup/replay/files.js";
import { signAttestation } from "../../../src/setup/transcript/attestation.js";
import { attest } from "../../../src/setup/transcript/attestation-file.js";
import { type FinalKey, finalizeKey } from "../../../src/setup/transcript/finalize.js";
import { buildCircuit } from "../../../src/setup/transcript/sources.js";
import { compileWitnessProgram } from "../../../src/setup/witness/program.js";
import type { Workshop } from "./ceremony.js";

export const MAIN = `pragma circom 2.2.0;
include "parts/cube.circom";
component main = Cube();
`;
const CUBE = `pragma circom 2.2.0;
include "square.circom";
template Cube() {
    signal input x;
    signal output y;
    component s = Square();
    s.a <== x;
    y <== s.b * x + 5;
}
`;
const SQUARE = `pragma circom 2.2.0;
template Square() {
    signal input a;
    signal output b;
    b <== a * a;
}
`;

export const DRAND = "9c0d3a5c7e9b1d2f4a6c8e0b1d3f5a7c9e1b3d5f7a9c0e2b4d6f8a1c3e5b7d91";
export const BLOCK = "1f3a5c7e9b0d2f4a6c8e0b1d3f5a7c9e1b3d5f7a9c0e2b4d6f8a1c3e5b7d9f0a";
const beacon = (hex: string) => ({ hash: new Uint8Array(Buffer.from(hex, "hex")), iterationsExponent: 10 });

export interface Finished extends FinalKey {
  readonly files: ReplayFiles;
  readonly library: string;
  readonly beacons: ReadonlyMap<string, string>;
}

/** Runs it all in the workshop's folder. */
export async function finishedCeremony({ vectors, path }: Workshop): Promise<Finished> {
  const library = path("library");
  await mkdir(join(library, "parts"), { recursive: true });
  await writeFile(join(library, "parts", "cube.circom"), CUBE);
  await writeFile(join(library, "parts", "square.circom"), SQUARE);
  const build = await buildCircuit({ main: MAIN, libraries: [library] });
  const { r1cs } = build;
  const pwit = compileWitnessProgram(build);
  await writeFile(path("cube.r1cs"), r1cs);
  await writeFile(path("cube.wasm"), build.wasm);
  await writeFile(path("cube.pwit"), pwit);

  await startPtau({ power: 2, to: path("0.ptau") });
  const first = await contributeToPtau({ from: path("0.ptau"), to: path("1.ptau"), name: "Ada" }, vectors);
  await contributeToPtau({ from: path("1.ptau"), to: path("2.ptau"), name: "Bo *|* <b>" }, vectors);
  const drand = { name: "beacon drand:5600000", beacon: beacon(DRAND) };
  await closePtau({ from: path("2.ptau"), to: path("3.ptau"), ...drand }, vectors);
  await preparePtau({ from: path("3.ptau"), to: path("powers.ptau") }, vectors);
  await using ptau = await PtauFile.open(path("powers.ptau"));
  const initial = await createInitialKey({ r1cs, ptau }, vectors);
  const ada = await contributeToKey({ zkey: initial.zkey, name: "Ada" }, vectors);
  await writeFile(path("ada.zkey"), ada.zkey);
  const bo = await contributeToKey({ zkey: ada.zkey, name: "Bo" }, vectors);
  const block = { name: "beacon ethereum:23900000", beacon: beacon(BLOCK) };
  const { zkey } = await closeKey({ zkey: bo.zkey, ...block }, vectors);
  await writeFile(path("cube.zkey"), zkey);
  await writeFile(path("cube.pkey"), await compactKey(zkey));

  const unsigned = [
    attest({ phase: "powers of tau", position: 1, name: "Ada", hash: first.hash }),
    attest({ phase: "key", position: 2, name: "Bo", hash: bo.hash }),
  ];
  const attestations = await Promise.all(unsigned.map((text) => signAttestation(text, generatePrivateKey())));
  const made = await finalizeKey(
    {
      ...{ circuit: "cube", zkey, r1cs, ptau: path("powers.ptau"), build, pwit, attestations },
      announced: "https://example.org/ceremony",
    },
    vectors,
  );
  await writeFile(path("cube.vkey.json"), formatVerificationKeyFile(made.verificationKey));
  await writeFile(path("CubeVerifier.sol"), made.verifier.source);
  const files = {
    r1cs: path("cube.r1cs"),
    zkey: path("cube.zkey"),
    verificationKey: path("cube.vkey.json"),
    verifier: path("CubeVerifier.sol"),
    ptau: path("powers.ptau"),
    wasm: path("cube.wasm"),
    pwit: path("cube.pwit"),
    pkey: path("cube.pkey"),
    page: path("cube.transcript.md"),
  };
  const beacons = new Map([
    ["drand:5600000", DRAND],
    ["ethereum:23900000", BLOCK],
  ]);
  return { ...made, files, library, beacons };
}
