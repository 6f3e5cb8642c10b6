/** `psephos setup replay`: check a whole setup from its transcript, the circuit's sources and the public files. */
import { Argument } from "commander";
import { ensure, ensureAble } from "../../errors/index.js";
import {
  type CeremonyTranscript,
  DEVELOPMENT_KEY_KIND,
  parseTranscript,
  type ReplayCheck,
  replaySetup,
  type SetupTranscript,
  WAIVABLE,
} from "../../setup/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { EXIT } from "../errors.js";
import { readText } from "../files.js";
import { keyLabel, warnOfKind } from "../key-kind.js";
import { counted } from "../show.js";
import { checkWords, outcomeWords } from "./replay-sentences.js";
import { filesOf, type NamedFiles } from "./transcript-files.js";
import { work } from "./work.js";

interface ReplayOptions extends NamedFiles {
  readonly library?: readonly string[];
  readonly beacon?: readonly string[];
  readonly rpc?: string;
  readonly address?: string;
  readonly waive?: readonly string[];
}

function beaconsOf(values: readonly string[]): Map<string, string> {
  return new Map(
    values.map((text) => {
      const match = /^((?:ethereum|drand):[1-9][0-9]{0,14})=(?:0x)?([0-9a-fA-F]{64})$/.exec(text);
      ensureAble(match, "cli/usage", "--beacon takes ethereum:BLOCK=0x… or drand:ROUND=…, 32 bytes in hex");
      return [match[1]!, match[2]!.toLowerCase()];
    }),
  );
}

/** The sources that a transcript's beacons name. */
function sourcesOf(transcript: SetupTranscript): Set<string | null | undefined> {
  if (transcript.keyKind === DEVELOPMENT_KEY_KIND) return new Set();
  const { powersOfTau, contributions } = transcript as CeremonyTranscript;
  return new Set([...powersOfTau.contributions, ...contributions].map(({ beacon }) => beacon?.source));
}

const MARKS: Record<ReplayCheck["status"], string> = {
  right: "✔ right",
  broken: "✘ BROKEN",
  "not checked": "? NOT CHECKED",
  waived: "- waived",
  "not asked": "- not asked",
  "not reached": "  not reached",
};

async function replayTranscript(context: Context, path: string, options: ReplayOptions): Promise<number> {
  const { output } = context;
  const { rpc, address, waive = [] } = options;
  for (const id of waive)
    ensureAble(
      (WAIVABLE as readonly string[]).includes(id),
      "cli/usage",
      `--waive takes ${WAIVABLE.join(", ")}; ${id} cannot be waived`,
    );
  ensureAble((rpc === undefined) === (address === undefined), "cli/usage", "--rpc and --address go together");
  ensureAble(
    address === undefined || /^0x[0-9a-fA-F]{40}$/.test(address),
    "cli/usage",
    "--address takes the verifier contract's address",
  );
  const transcript = parseTranscript(await readText(path));
  const beacons = beaconsOf(options.beacon ?? []);
  const sources = sourcesOf(transcript);
  for (const source of beacons.keys())
    ensure(
      sources.has(source),
      "setup/replay-other-beacon",
      `no beacon of this transcript is from ${source}`,
      "Give values for the transcript's beacons only.",
    );
  warnOfKind(output, transcript.keyKind);
  const lines: string[] = [];
  const report = await work(context, "Replaying the setup", (vectors, w) =>
    replaySetup(
      {
        transcript,
        files: filesOf(path, transcript, options),
        libraries: options.library ?? [],
        beacons,
        deployed: rpc !== undefined ? { rpc, address: address! } : undefined,
        waive,
      },
      vectors,
      {
        ...w,
        onCheck: (check) => {
          const outcome = outcomeWords(check);
          const end = outcome === "" ? "" : `: ${outcome}`;
          lines.push(`  ${MARKS[check.status].padEnd(14)} ${checkWords(check)}${end}`);
        },
      },
    ),
  );
  for (const line of lines) output.line(line);
  const label = keyLabel(transcript.keyKind);
  output.field("key", report.broken ? `BROKEN, not shown to be what the transcript says (${label})` : label);
  const withStatus = (wanted: ReplayCheck["status"]): string =>
    [...new Set(report.checks.filter(({ status }) => status === wanted).map(({ id }) => id))].join(", ");
  const waived = withStatus("waived");
  const open = report.checks.filter(({ status }) => status === "not checked");
  if (report.broken) output.line(`broken at: ${checkWords(report.broken)} [${report.broken.code}]`);
  else if (open.length > 0)
    output.line(
      `not whole: ${counted(open.length, "check")} could not be made (${withStatus("not checked")})`,
    );
  else if (waived !== "") output.line(`right, except for the waived checks: ${waived}`);
  else output.line("right: the whole setup follows from its sources and public files");
  output.result(report);
  return report.whole ? EXIT.done : EXIT.refused;
}

export const replay: Leaf = {
  name: "replay",
  description: "check a whole setup from its transcript, the circuit's sources and the public files",
  arguments: [new Argument("<transcript>", "NAME.transcript.json; the other files are beside it")],
  options: [
    option("--ptau <file>", "the powers of tau (default: powers.ptau beside the transcript)"),
    option("--r1cs <file>", "the circuit"),
    option("--zkey <file>", "the final key"),
    option("--library <folder...>", "folders with the circuit's sources"),
    option("--beacon <source=value...>", "the value of a beacon's source, as you looked it up"),
    option("--rpc <url>", "an Ethereum node, to compare the code on chain"),
    option("--address <address>", "where the verifier contract is"),
    option(
      "--waive <check...>",
      "checks that may be skipped if they are impossible here: sources, program, beacon-value, code, deployed",
    ),
  ],
  notes: "One line for each check. Exit code 0: all are right; 1: one is broken or could not be made.",
  examples: [
    `psephos setup replay final/census-7.transcript.json --ptau powers.ptau --library circuits node_modules \\
      --beacon drand:5600000=9c0d… --beacon ethereum:23900000=0x1f3a… --rpc https://rpc.example --address 0x…`,
  ],
  handler: replayTranscript,
};
