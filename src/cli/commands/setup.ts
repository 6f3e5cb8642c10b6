import type { Command } from "commander";
import { action, type Context } from "../context.js";
import type * as Run from "../run/setup.js";
import { addCeremonyCommands } from "./setup-ceremony.js";
import { addTranscriptCommands } from "./setup-transcript.js";

/** An action whose work is loaded when it is run. */
const lazily = <Args extends unknown[]>(
  pick: (run: typeof Run) => (context: Context, ...args: Args) => Promise<void>,
) =>
  action(async (context, ...args: Args) => {
    await pick(await import("../run/setup.js"))(context, ...args);
    return undefined;
  });

const withContributor = (command: Command): Command =>
  command
    .requiredOption("-n, --name <text>", "your name in the record, up to 64 characters, public")
    .option("--entropy-file <file>", "mix this file into the secret");

const withBeacon = (command: Command): Command =>
  command
    .option("-s, --source <source>", "what was announced: ethereum:BLOCK or drand:ROUND")
    .requiredOption("-v, --value <hex>", "its value: the block's hash, the round's randomness (32 bytes)")
    .option("-i, --iterations <exponent>", "hash it 2^exponent times, 10 to 40", "10")
    .option("--insecure", "take a value that nobody announced; for rehearsals");

export function addSetupCommands(program: Command): void {
  const setup = program
    .command("setup")
    .description("keys that many make together, and that anyone can check");
  addKeyCommands(setup);
  addCeremonyCommands(setup);
  addTranscriptCommands(setup);
  addPtauCommands(
    setup.command("ptau").description("powers of tau: what the keys of all circuits begin with"),
  );
}

function addKeyCommands(setup: Command): void {
  setup
    .command("init")
    .description("begin a circuit's key")
    .requiredOption("--r1cs <file>", "the circuit, as circom wrote it")
    .requiredOption("--ptau <file>", "powers of tau, prepared for the circuit")
    .option("-o, --out <file>", "where to write the key", "key-0000.zkey")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup init --r1cs census-7.r1cs --ptau powers.ptau --out key-0000.zkey`,
    )
    .action(lazily((run) => run.runInit));

  withBeacon(setup.command("beacon"))
    .description("close a key with a public beacon that was announced before the last contribution")
    .argument("<zkey>", "the key as the last contributor published it")
    .requiredOption("-o, --out <file>", "where to write the final key")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup beacon key-0003.zkey --source ethereum:23900000 --value 0x1f3a… --out final.zkey`,
    )
    .action(lazily((run) => run.runBeacon));

  setup
    .command("verify")
    .description("check a key against its circuit and powers of tau: every contribution, every point")
    .argument("<zkey>", "the key")
    .requiredOption("--r1cs <file>", "the circuit")
    .requiredOption("--ptau <file>", "the powers of tau that it was begun with (check them with ptau verify)")
    .addHelpText(
      "after",
      `
Exit code 0: right; 1: refused, with the reason; 2: it could not be checked.

Examples:
  $ psephos setup verify final.zkey --r1cs census-7.r1cs --ptau powers.ptau`,
    )
    .action(lazily((run) => run.runVerifyKey));

  setup
    .command("export")
    .description("write a key's verification key and verifier contract")
    .argument("<zkey>", "the key")
    .requiredOption("-c, --circuit <name>", "the circuit's name, as census-7")
    .option("-o, --out <folder>", "where to write them", ".")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup export final.zkey --circuit census-7 --out release`,
    )
    .action(lazily((run) => run.runExport));
}

function addPtauCommands(ptau: Command): void {
  ptau
    .command("new")
    .description("begin powers of tau")
    .requiredOption(
      "-p, --power <integer>",
      "for circuits of up to 2^power rows; census-7 takes 12, census-11 13",
    )
    .option("-o, --out <file>", "where to write them", "powers-0000.ptau")
    .addHelpText("after", "\nExamples:\n  $ psephos setup ptau new --power 12 --out powers-0000.ptau")
    .action(lazily((run) => run.runPtauNew));

  withContributor(ptau.command("contribute"))
    .description("check powers of tau and add your own secrets, which are then forgotten")
    .argument("<ptau>", "the file as the last contributor published it")
    .requiredOption("-o, --out <file>", "where to write it; publish this file")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup ptau contribute powers-0001.ptau --name "Ada" --out powers-0002.ptau`,
    )
    .action(lazily((run) => run.runPtauContribute));

  withBeacon(ptau.command("beacon"))
    .description("close powers of tau with a public beacon")
    .argument("<ptau>", "the file as the last contributor published it")
    .requiredOption("-o, --out <file>", "where to write the final file")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup ptau beacon powers-0003.ptau --source drand:5600000 --value 9c0d… --out powers-final.ptau`,
    )
    .action(lazily((run) => run.runPtauBeacon));

  ptau
    .command("verify")
    .description("check powers of tau: every contribution, every point")
    .argument("<ptau>", "the file")
    .addHelpText(
      "after",
      `
Exit code 0: right; 1: refused, with the reason; 2: it could not be checked.

Examples:
  $ psephos setup ptau verify powers.ptau`,
    )
    .action(lazily((run) => run.runPtauVerify));

  ptau
    .command("import")
    .description("recognise a published file (Hermez, PPoT) by its hash, and refuse one that was altered")
    .argument("<ptau>", "the file as it was fetched")
    .option(
      "--hash <hex>",
      "compare with this SHA-256 or BLAKE2b-512 instead, of a file that is not known here",
    )
    .addHelpText(
      "after",
      `
Then prepare it for your circuit's size, or use it as it is.

Examples:
  $ psephos setup ptau import powersOfTau28_hez_final_13.ptau
  $ psephos setup ptau import ppot_0080_13.ptau
  $ psephos setup ptau import other.ptau --hash 58efc8bf…`,
    )
    .action(lazily((run) => run.runPtauImport));

  ptau
    .command("prepare")
    .description("prepare powers of tau for one circuit's size")
    .argument("<ptau>", "the final file")
    .option("--r1cs <file>", "the circuit; its size is taken")
    .option("-p, --power <integer>", "the size, when no circuit is given")
    .option("--all", "all sizes up to that one, as snarkjs does; it then passes snarkjs's own verify")
    .option("-o, --out <file>", "where to write it", "powers.ptau")
    .addHelpText(
      "after",
      `
Examples:
  $ psephos setup ptau prepare powers-final.ptau --r1cs census-7.r1cs --out powers.ptau`,
    )
    .action(lazily((run) => run.runPtauPrepare));
}
