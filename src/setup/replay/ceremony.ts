/** The checks of a ceremony's transcript, from the circuit's sources to the code on chain. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { ensure, Refusal } from "../../errors/index.js";
import { formatVerificationKeyFile } from "../../groth16/index.js";
import { placeAndName } from "../contributor-name.js";
import { PtauFile } from "../formats/ptau.js";
import { publicCount, readR1cs } from "../formats/r1cs.js";
import { exportVerificationKey } from "../phase2/export.js";
import { circuitDomain } from "../phase2/initial.js";
import { type VerifiedKey, verifyKey } from "../phase2/verify.js";
import { publishedOf } from "../ptau/published.js";
import { type VerifiedPtau, verifyPtau } from "../ptau/verify.js";
import { compileVerifier, SOLC_VERSION } from "../solidity/compile.js";
import { type VerifierSource, verifierSource } from "../solidity/source.js";
import { checkSignature } from "../transcript/attestation.js";
import { codeHash, keyKindOf, sha256Hex, toLinks } from "../transcript/finalize.js";
import { hashFile } from "../transcript/hash-file.js";
import { type BuiltCircuit, findSources, rebuildCircuit } from "../transcript/sources.js";
import type { CeremonyTranscript, TranscriptLink } from "../transcript/types.js";
import type { WorkOptions } from "../vectors/spread.js";
import type { PointVectors } from "../vectors/vectors.js";
import type { SetupVerificationKey } from "../verification-key.js";
import { compileWitnessProgram } from "../witness/program.js";
import { type ReplayFiles, readReplayFile } from "./files.js";
import type { Check } from "./lines.js";
import { type Deployed, deployedCheck, need, pkeyCheck, same } from "./shared.js";

/** One line for each contribution of a phase. */
function linkChecks(
  phase: "powers of tau" | "key",
  id: string,
  links: readonly TranscriptLink[],
  found: () => readonly TranscriptLink[],
): Check[] {
  return links.map((link, i) => ({
    id,
    what: `${phase}: contribution ${placeAndName(i + 1, link.name)}`,
    run: async () => {
      same(found()[i], { ...link, signature: null }, "the contribution in the file");
      const { name, hash, signature } = link;
      if (signature === null) return `${hash.slice(0, 16)}…, not signed`;
      ensure(name !== null, "setup/attestation-signature", "a signed contribution has a name");
      await checkSignature({ phase, position: i + 1, name, hash, signature });
      return `${hash.slice(0, 16)}…, signed by ${signature.address}`;
    },
  }));
}

/** One line for each beacon: its value is compared with what the caller looked up, but for those in the public's file. */
export function beaconChecks(transcript: CeremonyTranscript, beacons: ReadonlyMap<string, string>): Check[] {
  const named = [
    ...transcript.powersOfTau.contributions.map((link) => ["powers of tau", link] as const),
    ...transcript.contributions.map((link) => ["key", link] as const),
  ];
  return named.flatMap(([phase, { beacon }]) => {
    if (beacon === null) return [];
    const { hash, source } = beacon;
    return {
      id: "beacon-value",
      what: `${phase}: the beacon's value${source === null ? "" : ` is that of ${source}`}`,
      run: async () => {
        const { published } = transcript.powersOfTau;
        if (phase === "powers of tau" && published) return `in ${published.ceremony}'s published file`;
        const value = source === null ? undefined : beacons.get(source);
        ensure(
          value !== undefined,
          "setup/replay-beacon",
          source === null
            ? "the record does not name the beacon's source"
            : `look up ${source} and give its value: --beacon ${source}=0x…`,
        );
        same(hash, value, "the beacon's value");
        return hash;
      },
    };
  });
}

/**
 * The checks, in the order of the chain. What one finds the next ones use.
 * @param input `libraries`: folders with the circuit's sources; `beacons`: values that the caller looked up, by source
 */
export function ceremonyChecks(
  transcript: CeremonyTranscript,
  input: {
    readonly files: ReplayFiles;
    readonly libraries: readonly string[];
    readonly beacons: ReadonlyMap<string, string>;
    readonly deployed: Deployed | undefined;
  },
  vectors: PointVectors,
  options: WorkOptions,
): Check[] {
  const { files, libraries, deployed } = input;
  const { circuit, powersOfTau, verifier } = transcript;
  let sources: Map<string, Uint8Array> | undefined;
  let built: BuiltCircuit | undefined;
  let powers: VerifiedPtau | undefined;
  let key: VerifiedKey | undefined;
  let verificationKey: SetupVerificationKey | undefined;
  let made: VerifierSource | undefined;
  const program = () => {
    ensure(circuit.program, "setup/replay-missing", "the transcript names no witness programs");
    return circuit.program;
  };
  return [
    {
      id: "sources",
      what: "circuit: its sources have the hashes named",
      run: async () => {
        if (circuit.source === null)
          throw new Refusal("setup/replay-missing", "the transcript names no sources");
        sources = await findSources(circuit.source, libraries);
        return `${sources.size} files`;
      },
    },
    {
      id: "sources",
      what: "circuit: compiled again, it is the .r1cs named",
      run: async () => {
        built = await rebuildCircuit(circuit.source!, need(sources), options.signal);
        same(sha256Hex(built.r1cs), circuit.r1csSha256, "the SHA-256 of the circuit made from these sources");
        return `circom2 ${circuit.source!.version}`;
      },
    },
    {
      id: "sources",
      what: "circuit: compiled again, its witness programs are those named",
      run: async () => {
        const { wasmSha256, pwitSha256 } = program();
        const { wasm, r1cs, sym } = need(built);
        same(sha256Hex(wasm), wasmSha256, "the SHA-256 of the .wasm made from these sources");
        if (pwitSha256 === null) return ".wasm";
        const pwit = compileWitnessProgram({ r1cs, sym });
        same(sha256Hex(pwit), pwitSha256, "the SHA-256 of the .pwit made from these sources");
        return ".wasm, .pwit";
      },
    },
    {
      id: circuit.program === null ? "sources" : "program",
      what: "circuit: the published witness programs are those named",
      run: async () => {
        const lying = [files.wasm, files.pwit]
          .filter((path) => existsSync(path))
          .map((path) => basename(path));
        ensure(
          circuit.program !== null || lying.length === 0,
          "setup/replay-missing",
          `the transcript names no witness programs, so nothing shows what ${lying.join(" and ")} beside it are`,
        );
        const { wasmSha256, pwitSha256 } = program();
        same(sha256Hex(await readReplayFile(files.wasm)), wasmSha256, "the SHA-256 of the .wasm");
        ensure(
          pwitSha256 !== null || !existsSync(files.pwit),
          "setup/replay-stray",
          `${basename(files.pwit)} is not of this setup: the transcript names no .pwit`,
        );
        if (pwitSha256 === null) return ".wasm";
        same(sha256Hex(await readReplayFile(files.pwit)), pwitSha256, "the SHA-256 of the .pwit");
        return ".wasm, .pwit";
      },
    },
    {
      id: "r1cs",
      what: "circuit: the published .r1cs is the one named",
      run: async () => {
        const bytes = await readReplayFile(files.r1cs);
        same(sha256Hex(bytes), circuit.r1csSha256, "the SHA-256 of the .r1cs");
        const r1cs = readR1cs(bytes);
        const counts = [r1cs.nConstraints, r1cs.nWires, publicCount(r1cs), 2 ** circuitDomain(bytes)];
        const { constraints, wires, publicSignals, domainSize } = circuit;
        same(counts, [constraints, wires, publicSignals, domainSize], "the circuit's size");
        return `${constraints} constraints`;
      },
    },
    {
      id: "powers",
      what: "powers of tau: the file is the one named",
      run: async () => {
        const hashes = await hashFile(files.ptau, options.signal);
        same(hashes.sha256, powersOfTau.sha256, "the SHA-256 of the powers of tau");
        same(publishedOf(hashes), powersOfTau.published, "the public file that it is");
        return powersOfTau.published ? `${powersOfTau.published.ceremony}'s, published` : "of this ceremony";
      },
    },
    {
      id: "powers",
      what: "powers of tau: every point is what the contributions make it",
      run: async () => {
        powers = await verifyPtau({ path: files.ptau }, vectors, options);
        same(
          [powers.power, powers.ceremonyPower, powers.contributions.length],
          [powersOfTau.power, powersOfTau.ceremonyPower, powersOfTau.contributions.length],
          "their power, their ceremony's, and the number of contributions",
        );
        return `power ${powers.power}`;
      },
    },
    ...linkChecks("powers of tau", "powers", powersOfTau.contributions, () =>
      toLinks(need(powers).contributions),
    ),
    {
      id: "key",
      what: "key: the file is the one named",
      run: async () => {
        same(sha256Hex(await readReplayFile(files.zkey)), transcript.zkeySha256, "the SHA-256 of the .zkey");
        return "";
      },
    },
    {
      id: "key",
      what: "key: every point follows from circuit, powers and contributions",
      run: async () => {
        await using ptau = await PtauFile.open(files.ptau);
        const [zkey, r1cs] = [await readReplayFile(files.zkey), await readReplayFile(files.r1cs)];
        key = await verifyKey({ zkey, r1cs, ptau }, vectors, options);
        same(key.circuitHash, circuit.hash, "the circuit hash");
        same(key.contributions.length, transcript.contributions.length, "the number of contributions");
        ensure(key.final, "setup/key-not-final", "no beacon has closed this key");
        return "";
      },
    },
    pkeyCheck(files),
    ...linkChecks("key", "key", transcript.contributions, () => toLinks(need(key).contributions)),
    {
      id: "kind",
      what: "beacons: the transcript says of which kind the key is",
      run: async () => {
        const { contributions, published } = powersOfTau;
        const kind = keyKindOf(contributions, transcript.contributions, published !== null);
        same(kind, transcript.keyKind, "the key's kind");
        return transcript.keyKind;
      },
    },
    ...beaconChecks(transcript, input.beacons),
    {
      id: "vkey",
      what: "verification key: it is the key's",
      run: async () => {
        verificationKey = await exportVerificationKey(await readReplayFile(files.zkey), transcript.keyKind);
        const made = formatVerificationKeyFile(verificationKey);
        same(sha256Hex(made), transcript.verificationKeySha256, "the SHA-256 of the key's verification key");
        same(
          sha256Hex(await readReplayFile(files.verificationKey)),
          transcript.verificationKeySha256,
          "the SHA-256 of the published .vkey.json",
        );
        return "";
      },
    },
    {
      id: "contract",
      what: "verifier contract: its source is the key's",
      run: async () => {
        made = verifierSource({
          verificationKey: need(verificationKey),
          circuit: circuit.name,
          batch: verifier.batch,
        });
        same([made.name, sha256Hex(made.source)], [verifier.contract, verifier.sourceSha256], "the contract");
        same(
          sha256Hex(await readReplayFile(files.verifier)),
          verifier.sourceSha256,
          "the SHA-256 of the published source",
        );
        return `${made.name}.sol`;
      },
    },
    {
      id: "code",
      what: "verifier contract: compiled, it is the code named",
      run: async () => {
        same(verifier.solc, SOLC_VERSION, "the compiler's version");
        const { deployedBytecode } = compileVerifier(need(made));
        same(codeHash(deployedBytecode), verifier.codeKeccak256, "the code's hash");
        return `solc ${SOLC_VERSION}`;
      },
    },
    deployedCheck(
      deployed,
      "verifier contract: the code on chain is the code named",
      () => [verifier.codeKeccak256],
      options.signal,
    ),
  ];
}
