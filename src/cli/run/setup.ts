/** `psephos setup …`. */
import { homedir } from "node:os";
import { join } from "node:path";
import { ensure } from "../../errors/index.js";
import {
  BEACON_SOURCE,
  type Beacon,
  type ChainLink,
  circuitDomain,
  closeKey,
  closePtau,
  comparePtau,
  contributeToPtau,
  couldBePublic,
  createInitialKey,
  exportVerificationKey,
  formatVerificationKeyFile,
  isClosedPtau,
  PtauFile,
  preparePtau,
  recognisePtau,
  recordedKind,
  startPtau,
  UNANNOUNCED_BEACON,
  UNKNOWN_KEY_KIND,
  verificationKeyHash,
  verifierSource,
  verifyKey,
  verifyPtau,
  type WorkOptions,
} from "../../setup/index.js";
import type { Context } from "../context.js";
import { ensureFree, readBytes, writeWhole } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import type { Output } from "../output.js";
import { writeAttestation } from "./ceremony.js";
import { entropy, showChain } from "./contributor.js";
import { work } from "./work.js";

interface ContributorOptions {
  readonly name: string;
  readonly out: string;
  readonly entropyFile?: string;
}
interface BeaconOptions {
  readonly source?: string;
  readonly value: string;
  readonly iterations: string;
  readonly insecure?: boolean;
  readonly out: string;
}
interface CircuitOptions {
  readonly r1cs: string;
  readonly ptau: string;
}

function integer(text: string, name: string): number {
  ensure(/^[0-9]{1,4}$/.test(text), "cli/usage", `${name} takes a whole number`);
  return Number(text);
}

/** The beacon that the options name, and its name in the record. */
function beaconOf({ source, value, iterations, insecure }: BeaconOptions): { name: string; beacon: Beacon } {
  ensure(
    source !== undefined || insecure,
    "setup/beacon-unannounced",
    "a beacon that nobody announced could have been chosen",
    "Announce a future block or round before the last contribution, wait for it, and name it with --source.",
  );
  ensure(
    source === undefined || BEACON_SOURCE.test(source),
    "cli/usage",
    "--source takes ethereum:BLOCK or drand:ROUND",
  );
  ensure(/^(0x)?[0-9a-fA-F]{64}$/.test(value), "cli/usage", "--value takes 32 bytes in hex");
  const hash = new Uint8Array(Buffer.from(value.replace(/^0x/, ""), "hex"));
  ensure(
    couldBePublic(hash, source ?? null) || insecure,
    "setup/beacon-unannounced",
    "this value looks like a constant or a count, not like a hash",
    "For a rehearsal, add --insecure.",
  );
  const name = source === undefined ? UNANNOUNCED_BEACON : `beacon ${source}`;
  return { name, beacon: { hash, iterationsExponent: integer(iterations, "--iterations") } };
}

function published(output: Output, out: string, hash: string, before: number): void {
  output.line(`Written to ${out}. Publish the file, and this hash where others can find it under your name:`);
  output.line(`  ${hash}`);
  output.result({ file: out, hash, position: before + 1 });
}

export async function runInit(
  context: Context,
  { r1cs, ptau, out }: CircuitOptions & { readonly out: string },
): Promise<void> {
  await ensureFree(out);
  const circuit = await readBytes(r1cs);
  await using powers = await PtauFile.open(ptau);
  const { zkey, circuitHash, domainSize } = await work(context, "Beginning the key", (vectors, options) =>
    createInitialKey({ r1cs: circuit, ptau: powers }, vectors, options),
  );
  await writeWhole(out, zkey);
  const hash = Buffer.from(circuitHash).toString("hex");
  context.output.line(`Written to ${out}. Nobody has contributed yet: it is for contributors only.`);
  context.output.field("circuit hash", hash);
  context.output.field("rows", domainSize);
  const powersFinal = await isClosedPtau(ptau, context.signal);
  if (!powersFinal)
    context.output.warn(
      "no beacon has closed these powers of tau: a key made from them is a rehearsal's, whatever is added to it. " +
        "Close them first (psephos setup ptau beacon, ptau prepare), and begin the key again.",
    );
  context.output.result({ file: out, circuitHash: hash, domainSize, powersFinal });
}

export async function runBeacon(context: Context, path: string, options: BeaconOptions): Promise<void> {
  const { name, beacon } = beaconOf(options);
  await ensureFree(options.out);
  const zkey = await readBytes(path);
  const key = await work(context, "Closing the key", (vectors, work) =>
    closeKey({ zkey, name, beacon }, vectors, work),
  );
  await writeWhole(options.out, key.zkey);
  published(context.output, options.out, key.hash, key.before.length);
}

export async function runVerifyKey(
  context: Context,
  path: string,
  { r1cs, ptau }: CircuitOptions,
): Promise<void> {
  const { output } = context;
  const [zkey, circuit] = [await readBytes(path), await readBytes(r1cs)];
  await using powers = await PtauFile.open(ptau);
  const verified = await work(context, "Verifying the key", (vectors, options) =>
    verifyKey({ zkey, r1cs: circuit, ptau: powers }, vectors, options),
  );
  output.line("right: the key is what its contributions make of this circuit and these powers of tau");
  output.field("circuit hash", verified.circuitHash);
  showChain(output, verified.contributions);
  const kind = recordedKind(zkey);
  output.field("key", keyLabel(kind));
  warnOfKind(output, kind);
  output.result({ verified: true, keyKind: kind, ...verified });
}

export async function runExport(
  { output }: Context,
  path: string,
  { circuit, out }: { readonly circuit: string; readonly out: string },
): Promise<void> {
  const zkey = await readBytes(path);
  const kind = recordedKind(zkey);
  const verificationKey = await exportVerificationKey(zkey, kind);
  const { name, source } = verifierSource({ verificationKey, circuit });
  const files = [join(out, `${circuit}.vkey.json`), join(out, `${name}.sol`)] as const;
  await writeWhole(files[0], formatVerificationKeyFile(verificationKey));
  await writeWhole(files[1], source);
  warnOfKind(output, kind);
  const hash = verificationKeyHash(verificationKey);
  for (const file of files) output.line(`Written: ${file}`);
  output.field("key's SHA-256", hash);
  output.field("key", keyLabel(kind));
  output.result({
    files,
    verificationKeySha256: hash,
    keyKind: kind,
    insecure: kind !== "ceremony" && kind !== UNKNOWN_KEY_KIND,
  });
}

export async function runPtauNew(
  { output, signal }: Context,
  { power, out }: { readonly power: string; readonly out: string },
): Promise<void> {
  await ensureFree(out);
  const challenge = await output.step("Beginning powers of tau", () =>
    startPtau({ power: integer(power, "--power"), to: out }, { signal }),
  );
  const hash = Buffer.from(challenge).toString("hex");
  output.line(`Written to ${out}. Nobody has contributed yet.`);
  output.field("challenge", hash);
  output.result({ file: out, challenge: hash });
}

export async function runPtauContribute(
  context: Context,
  from: string,
  { name, out, entropyFile }: ContributorOptions,
): Promise<void> {
  await ensureFree(out);
  const before = await checkedPtau(context, from);
  const added = await entropy(context, entropyFile);
  const { hash } = await work(context, "Contributing", (vectors, options) =>
    contributeToPtau({ from, to: out, name, entropy: added }, vectors, options),
  );
  context.output.line("Contributions before yours, each checked:");
  showChain(context.output, before);
  await writeAttestation(context, out, "powers of tau", { name, hash, before: before.length });
}

/** Checks powers of tau before they are added to; those of nobody are told by their first challenge. */
async function checkedPtau(context: Context, path: string): Promise<readonly ChainLink[]> {
  return work(context, "Checking what is there", async (vectors, options) => {
    const verified = await verifyPtau({ path, allowNone: true }, vectors, options);
    return verified.contributions;
  });
}

export async function runPtauBeacon(context: Context, from: string, options: BeaconOptions): Promise<void> {
  const { name, beacon } = beaconOf(options);
  await ensureFree(options.out);
  const before = await checkedPtau(context, from);
  const { hash } = await work(context, "Closing", (vectors, work) =>
    closePtau({ from, to: options.out, name, beacon }, vectors, work),
  );
  published(context.output, options.out, hash, before.length);
}

/** Where a verification notes how far it came: not beside the file, which may come from others. */
const PROGRESS = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "psephos", "verify");

export async function runPtauVerify(context: Context, path: string): Promise<void> {
  const { output } = context;
  const verified = await work(context, "Verifying powers of tau", (vectors, options) =>
    verifyPtau({ path, progressFolder: PROGRESS }, vectors, options),
  );
  output.line("right: the powers are what their contributions make them");
  output.field("power", verified.power);
  if (verified.ceremonyPower > verified.power) output.field("of a ceremony", verified.ceremonyPower);
  output.field("prepared for", verified.prepared.map((log) => `2^${log}`).join(", ") || "nothing");
  showChain(output, verified.contributions);
  if (!verified.final) output.warn("no beacon has closed these powers");
  output.result({ verified: true, ...verified });
}

export async function runPtauImport(
  { output, signal }: Context,
  path: string,
  { hash }: { readonly hash?: string },
): Promise<void> {
  ensure(
    hash === undefined || /^([0-9a-fA-F]{64}){1,2}$/.test(hash),
    "cli/usage",
    "--hash takes a SHA-256 (64 hex digits) or a BLAKE2b-512 (128)",
  );
  const found = await output.step("Hashing", async (progress) => {
    const options: WorkOptions = { signal, onProgress: ({ done, total }) => progress(`${done}/${total} MB`) };
    return hash === undefined ? recognisePtau(path, options) : comparePtau(path, hash, options);
  });
  if ("ceremony" in found)
    output.line(`recognised: the ${found.ceremony} ceremony's file of power ${found.power}`);
  else output.line("the file has the hash given; that it is the public's is for you to know");
  output.field("BLAKE2b-512", found.blake2b);
  output.result({ file: path, ...found });
}

export async function runPtauPrepare(
  context: Context,
  from: string,
  options: { readonly r1cs?: string; readonly power?: string; readonly all?: boolean; readonly out: string },
): Promise<void> {
  const { r1cs, power, all, out } = options;
  ensure(r1cs === undefined || power === undefined, "cli/usage", "give a circuit or a power, not both");
  await ensureFree(out);
  const wanted =
    r1cs !== undefined ? circuitDomain(await readBytes(r1cs)) : power && integer(power, "--power");
  const made = await work(context, "Preparing powers of tau", (vectors, options) =>
    preparePtau(
      { from, to: out, ...(wanted ? { domain: wanted } : {}), sizes: all ? "all" : "one" },
      vectors,
      options,
    ),
  );
  context.output.line(`Written to ${out}.`);
  context.output.field("power", made.power);
  context.output.result({ file: out, power: made.power });
}
