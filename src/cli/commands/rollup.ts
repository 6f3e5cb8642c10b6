import { type Command, InvalidArgumentError } from "commander";
import { action } from "../context.js";
import type { OpenOptions } from "../run/rollup.js";
import type { CheckOptions } from "../run/rollup-check.js";
import type { IncludeOptions } from "../run/rollup-include.js";
import type { PostOptions, ProveOptions, SignOptions } from "../run/rollup-post.js";
import type { WatchCommandOptions } from "../run/rollup-watch.js";
import type { ChainOptions, WriterOptions } from "../wallet.js";
import { reading, writing } from "./chain.js";
import { INSECURE } from "./insecure-option.js";

const load = () => import("../run/rollup.js");
const loadMoney = () => import("../run/rollup-money.js");
const loadInclude = () => import("../run/rollup-include.js");
const loadPost = () => import("../run/rollup-post.js");
const loadWatch = () => import("../run/rollup-watch.js");

const RPC = ["--rpc <url>", "an Ethereum node", "http://127.0.0.1:8545"] as const;

function whole(text: string): number {
  const value = Number(text);
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError("It takes a whole number up to 999999999.");
  return value;
}

const demands = [
  "--demands <most>",
  "demands to make at most, of slots at random; each costs its bond if it is answered",
  whole,
] as const;
const unchecked = ["--unchecked", "do not look at the census proofs again"] as const;
const collect = (path: string, paths: string[]) => [...paths, path];
const examples = (command: Command, ...lines: string[]) =>
  command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`);
const ofVotes = (command: Command) =>
  command
    .argument("<votes>", "the votes that your node accepted, one JSON object a line")
    .option("-p, --process <file>", "the process", "process.json");
const instance = ["--instance <name>", "tally-64 or tally-8", "tally-64"] as const;

function addOpening(rollup: Command): void {
  const open = writing(rollup.command("open"))
    .description("open the rollup of a process of yours, before you start it with `process status ID READY`")
    .argument("<id>", "the process id")
    .requiredOption("--closing-in <blocks>", "blocks until voting is over", whole)
    .requiredOption(
      "--signatures <m>",
      "how many oracles must sign the votes: at least the voting chain's quorum; 0 for none",
      whole,
    )
    .option(...instance)
    .option("--inclusion <blocks>", "to put votes on chain; each window has at least 64 blocks", whole, 7200)
    .option("--opening <blocks>", "after those, to publish ballots", whole, 7200)
    .option("--posting <blocks>", "a poster's turn", whole, 21_600)
    .option("--challenge <blocks>", "to challenge a posted tally", whole, 50_400)
    .option("--answer <blocks>", "to answer a demand", whole, 7200)
    .option("--bond <ether>", "what a poster puts up; each void turn doubles it", "1")
    .option("--demand-bond <ether>", "what a demand puts up", "0.05")
    .option("--artifacts <folder>", "where the circuits' files are")
    .option(...INSECURE);
  examples(
    open,
    "psephos rollup open 0x… --closing-in 50400 --signatures 2 --contract 0x… --key dev-keys/organiser.key",
  ).action(
    action(async (context, id: string, options: OpenOptions) => (await load()).runOpen(context, id, options)),
  );
  examples(
    reading(rollup.command("status"))
      .description("show where a rollup stands")
      .argument("<id>", "the process id"),
    "psephos rollup status 0x… --contract 0x…",
  ).action(
    action(async (context, id: string, options: ChainOptions) =>
      (await load()).runStatus(context, id, options),
    ),
  );
  examples(
    writing(rollup.command("settle"))
      .description("withdraw what you are owed, and settle a final tally if nobody has")
      .argument("<id>", "the process id"),
    "psephos rollup settle 0x… --contract 0x… --key poster.key",
  ).action(
    action(async (context, id: string, options: WriterOptions) =>
      (await load()).runSettle(context, id, options),
    ),
  );
  examples(
    writing(rollup.command("withdraw"))
      .description(
        "take out what you are owed: bonds of final turns, of demands in void turns, of demands you answered, rewards",
      )
      .argument("<id>", "the process id"),
    "psephos rollup withdraw 0x… --contract 0x… --key watcher.key",
  ).action(
    action(async (context, id: string, options: WriterOptions) =>
      (await loadMoney()).runWithdraw(context, id, options),
    ),
  );
}

function addPosting(rollup: Command): void {
  const prove = ofVotes(rollup.command("prove"))
    .description("count votes and prove the count; takes up where it stopped")
    .option(...instance)
    .option("-o, --out <file>", "where to write the transcript", "rollup.json")
    .option("--proofs <folder>", "where finished proofs are kept", "rollup-proofs")
    .option("--threads <number>", "threads to prove on", whole)
    .option("--contract <address>", "the process contract: also count what voters put on chain")
    .option(...RPC)
    .option(...unchecked)
    .option("--artifacts <folder>", "where the circuits' files are")
    .option(...INSECURE);
  examples(prove, "psephos rollup prove votes.jsonl --process process.json --contract 0x…").action(
    action(async (context, file: string, options: ProveOptions) =>
      (await loadPost()).runProve(context, file, options),
    ),
  );
  const sign = writing(ofVotes(rollup.command("sign")))
    .description("sign, as an oracle, that these are the votes that were in time; after the inclusion window")
    .option(...instance)
    .option(...unchecked)
    .option("--artifacts <folder>", "where the circuits' files are")
    .option(...INSECURE)
    .option("-o, --out <file>", "where to write the signature", "votes-signature.json");
  examples(sign, "psephos rollup sign votes.jsonl --contract 0x… --key dev-keys/oracle-1.key").action(
    action(async (context, file: string, options: SignOptions) =>
      (await loadPost()).runSign(context, file, options),
    ),
  );
  const post = writing(rollup.command("post"))
    .description("take the turn with your bond, post the batches and close; takes up where it stopped")
    .argument("<transcript>", "what `rollup prove` wrote")
    .option("-p, --process <file>", "the process", "process.json")
    .option(
      "--signature <file>",
      "an oracle's signature; once for each, more than are asked for do no harm",
      collect,
      [],
    )
    .option(
      "--votes <file>",
      "the votes of the transcript, where a later vote stands for one that was put on chain, or ballots stay unopened",
    )
    .option("--at-once <batches>", "batches of one transaction, 1 to 128", whole, 40)
    .option(
      "--artifacts <folder>",
      "where the circuits' files are: keys and proofs are checked before the bond is put up",
    )
    .option(...INSECURE);
  examples(
    post,
    "psephos rollup post rollup.json --signature oracle-1.json --signature oracle-2.json --contract 0x… --key poster.key",
  ).action(
    action(async (context, file: string, options: PostOptions) =>
      (await loadPost()).runPost(context, file, options),
    ),
  );
}

function addChecking(rollup: Command): void {
  const check = rollup
    .command("check")
    .description("as a stranger: count the votes again, and check a transcript and its proofs against that")
    .argument("<transcript>", "what `rollup prove` wrote")
    .argument("<votes>", "the accepted votes, one JSON object a line")
    .option("-p, --process <file>", "the process", "process.json")
    .option("--contract <address>", "the process contract: also count what voters put on chain")
    .option(...RPC)
    .option("--artifacts <folder>", "where the circuits' files are")
    .option(...INSECURE);
  examples(
    check,
    "psephos rollup check rollup.json votes.jsonl --process process.json --contract 0x…",
  ).action(
    action(async (context, transcript: string, votes: string, options: CheckOptions) =>
      (await import("../run/rollup-check.js")).runCheck(context, transcript, votes, options),
    ),
  );
}

function addIncluding(rollup: Command): void {
  const include = writing(rollup.command("include"))
    .description("put a vote of yours on chain that no node takes, and its ballot, after the closing block")
    .argument("<vote>", "what `psephos vote` wrote")
    .option("-p, --process <file>", "the process", "process.json")
    .option("--ballot-only", "a node has the vote; publish its ballot, so that it must be counted")
    .option("--artifacts <folder>", "where the census circuit's files are")
    .option(...INSECURE);
  examples(include, "psephos rollup include vote.json --contract 0x… --key any-funded.key")
    .addHelpText("after", "\nThe account that pays is seen by all: use one that nobody knows to be yours.")
    .action(
      action(async (context, file: string, options: IncludeOptions) =>
        (await loadInclude()).runInclude(context, file, options),
      ),
    );
}

function addWatching(rollup: Command): void {
  const challenge = writing(ofVotes(rollup.command("challenge")))
    .description("compare once what was posted with your votes: challenge, and answer demands")
    .option(...demands)
    .option("--artifacts <folder>", "where the circuits' files are")
    .option(...INSECURE);
  examples(challenge, "psephos rollup challenge votes.jsonl --contract 0x… --key watcher.key").action(
    action(async (context, file: string, options: WatchCommandOptions) =>
      (await loadWatch()).runChallenge(context, file, options),
    ),
  );
  const watch = writing(ofVotes(rollup.command("watch")))
    .description("the same again and again, until the tally is final")
    .option("--every <seconds>", "between two looks", whole, 12)
    .option(...demands)
    .option("--artifacts <folder>", "where the circuits' files are")
    .option(...INSECURE);
  examples(watch, "psephos rollup watch votes.jsonl --contract 0x… --key watcher.key --every 60").action(
    action(async (context, file: string, options: WatchCommandOptions) =>
      (await loadWatch()).runWatch(context, file, options),
    ),
  );
}

export function addRollupCommands(program: Command): void {
  const rollup = program.command("rollup").description("results counted off chain and proved on chain");
  addOpening(rollup);
  addPosting(rollup);
  addChecking(rollup);
  addIncluding(rollup);
  addWatching(rollup);
}
