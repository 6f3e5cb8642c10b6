/** `psephos setup finalize`, `sign`, `replay` and `release`. */
import type { Command } from "commander";
import { action, type Context } from "../context.js";
import type { ReleaseOptions } from "../run/release.js";
import type * as Run from "../run/transcript.js";

const lazily = <Args extends unknown[]>(
  pick: (run: typeof Run) => (context: Context, ...args: Args) => Promise<number | undefined>,
) => action(async (context, ...args: Args) => pick(await import("../run/transcript.js"))(context, ...args));

export function addTranscriptCommands(setup: Command): void {
  setup
    .command("finalize")
    .description("check a closed key's whole ceremony and write all that is published about it")
    .argument("<zkey>", "the key that the beacon closed")
    .requiredOption("-c, --circuit <name>", "the circuit's name, as census-7")
    .requiredOption("--r1cs <file>", "the circuit")
    .requiredOption("--ptau <file>", "the powers of tau that the key was begun with")
    .requiredOption("--announced <text>", "where and when the beacons were announced")
    .option("--main <file>", "the circuit's main component, for those who replay its build")
    .option("--library <folder...>", "folders with the sources that it includes")
    .option(
      "--pwit",
      "with --main: make the straight-line witness program too (the census circuits have one)",
    )
    .option("--attestations <folder>", "what contributors published (.json), signed or not")
    .option("--batch", "a verifier contract that checks many proofs at once too")
    .option("--insecure", "take beacons that nobody announced; the transcript then says INSECURE")
    .option("-o, --out <folder>", "where to write it all", "final")
    .addHelpText(
      "after",
      `
Writes the key, the .r1cs, the verification key, the verifier contract, and the transcript as JSON and Markdown; with
--main also the witness program that the sources make (.wasm; with --pwit the straight-line one too).

Examples:
  $ psephos setup finalize final.zkey --circuit census-7 --r1cs census-7.r1cs --ptau powers.ptau \\
      --announced "https://example.org/ceremony, 1 May: block 23900000" \\
      --main build/census-7/census-7.circom --library circuits node_modules --pwit --out final`,
    )
    .action(lazily((run) => run.runFinalize));

  setup
    .command("sign")
    .description("sign the attestation of your contribution with an Ethereum key (EIP-191)")
    .argument("<attestation>", "the file that `contribute` wrote")
    .requiredOption("--key <file>", "a file with the private key")
    .option("-o, --out <file>", "where to write it; in place unless told")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup sign key-0002.zkey.attestation.json --key wallet.key`,
    )
    .action(lazily((run) => run.runSign));

  setup
    .command("replay")
    .description("check a whole setup from its transcript, the circuit's sources and the public files")
    .argument("<transcript>", "NAME.transcript.json; the other files are looked for beside it")
    .option("--ptau <file>", "the powers of tau; powers.ptau beside the transcript unless told")
    .option("--r1cs <file>", "the circuit")
    .option("--zkey <file>", "the final key")
    .option("--library <folder...>", "folders with the circuit's sources")
    .option("--beacon <source=value...>", "the value of a beacon's source, which you looked up")
    .option("--rpc <url>", "an Ethereum node, to compare the code on chain")
    .option("--address <address>", "where the verifier contract is")
    .option(
      "--waive <check...>",
      "checks that may stay undone if they are impossible here: sources, program, beacon-value, code, deployed",
    )
    .addHelpText(
      "after",
      `
One line for each check. Exit code 0: all right; 1: a link is broken (named), or a check could not be made.

Examples:
  $ psephos setup replay final/census-7.transcript.json --ptau powers.ptau --library circuits node_modules \\
      --beacon drand:5600000=9c0d… --beacon ethereum:23900000=0x1f3a… --rpc https://rpc.example --address 0x…`,
    )
    .action(lazily((run) => run.runReplay));

  setup
    .command("release")
    .description("write the folder that is put on web hosts: every file of a circuit, and their hashes")
    .argument("<transcript>", "NAME.transcript.json, the key's files beside it")
    .option(
      "--program <folder>",
      "where NAME.wasm is (and NAME.pwit); beside the transcript, where finalize wrote them, unless told",
    )
    .requiredOption("-o, --out <folder>", "where to write it")
    .addHelpText(
      "after",
      `
Every file is compared with the transcript first. Programs load it with psephos/artifacts.

Examples:
  $ psephos setup release final/census-7.transcript.json --program build/census-7 --out release/census-7`,
    )
    .action(
      action(async (context, path: string, options: ReleaseOptions) =>
        (await import("../run/release.js")).runRelease(context, path, options),
      ),
    );
}
