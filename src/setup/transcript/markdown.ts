/** A transcript as a page for people. Everything on it comes from the transcript. */
import { visible } from "../../errors/index.js";
import { DEVELOPMENT_KEY_KIND } from "../../groth16/index.js";
import { DEVELOPMENT_KEY_WARNING, REHEARSAL_KEY_KIND } from "../verification-key.js";
import type { CeremonyTranscript, SetupTranscript, TranscriptLink } from "./types.js";

/** Names are strangers' words: nothing in them is markup. */
const plain = (words: string): string =>
  visible(words, { limit: Number.POSITIVE_INFINITY }).replace(
    /[\\`*_{}[\]()<>#+!|~&-]/g,
    (mark) => `\\${mark}`,
  );
const code = (words: string | number): string => `\`${words}\``;

/** Text as it stands, between fences longer than any run of backticks in it. */
function fenced(language: string, words: string): string {
  const runs = [...words.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(2, ...runs) + 1);
  return `${fence}${language}\n${words}\n${fence}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const chain = (links: readonly TranscriptLink[]): string =>
  links
    .map(({ name, hash, beacon, signature }, i) => {
      const parts = [`${i + 1}. **${name === null ? "(no name)" : plain(name)}**`, `   hash: ${code(hash)}`];
      if (beacon) {
        const from = beacon.source === null ? "source not named" : code(beacon.source);
        parts.push(`   beacon (${from}): ${code(beacon.hash)}, hashed 2^${beacon.iterationsExponent} times`);
      }
      if (signature) parts.push(`   signed by ${code(signature.address)}`);
      return parts.join("  \n");
    })
    .join("\n");

const circuitRows = (circuit: SetupTranscript["circuit"]): string[][] => [
  ["SHA-256 of the .r1cs", code(circuit.r1csSha256)],
  [
    "constraints, wires, public signals",
    `${circuit.constraints}, ${circuit.wires}, ${circuit.publicSignals}`,
  ],
  ["circuit hash", code(circuit.hash)],
];

const programRows = ({ program }: CeremonyTranscript["circuit"]): string[][] =>
  program === null
    ? []
    : [
        ["SHA-256 of the .wasm", code(program.wasmSha256)],
        ...(program.pwitSha256 === null ? [] : [["SHA-256 of the .pwit", code(program.pwitSha256)]]),
      ];

const keyRows = (transcript: SetupTranscript): string[][] => [
  ["SHA-256 of the .zkey", code(transcript.zkeySha256)],
  ["SHA-256 of the .vkey.json", code(transcript.verificationKeySha256)],
];

function ceremonyPage(transcript: CeremonyTranscript): string[] {
  const { circuit, powersOfTau, verifier, keyKind } = transcript;
  const { source } = circuit;
  const published = powersOfTau.published
    ? `It is the ${powersOfTau.published.ceremony} ceremony's file of power ${powersOfTau.published.power} (BLAKE2b-512 ${code(powersOfTau.published.blake2b)}).`
    : "It was made in this ceremony, or is a part of a larger file.";
  return [
    `# Setup of ${circuit.name}`,
    keyKind === REHEARSAL_KEY_KIND
      ? "**INSECURE rehearsal: a beacon was not announced. For tests only.**"
      : "A ceremony key: sound if at least one contributor of each phase forgot the secret.",
    "## Circuit",
    table(["", ""], [...circuitRows(circuit), ...programRows(circuit)]),
    source === null
      ? "The transcript names no sources for it."
      : `Compiled with ${source.compiler} ${source.version} ${source.optimization} from\n\n${fenced("circom", source.main.trimEnd())}\n\n${table(
          ["source", "SHA-256"],
          source.files.map(({ path, sha256 }) => [code(path), code(sha256)]),
        )}`,
    "## Powers of tau",
    `Power ${powersOfTau.power} of a ceremony of power ${powersOfTau.ceremonyPower}, SHA-256 ${code(powersOfTau.sha256)}. ${published}`,
    chain(powersOfTau.contributions),
    "## Contributions to the key",
    chain(transcript.contributions),
    `Announcement of the beacons: ${plain(transcript.beaconAnnounced)}`,
    "## Results",
    table(
      ["", ""],
      [
        ...keyRows(transcript),
        [
          `SHA-256 of ${verifier.contract}.sol${verifier.batch ? " (checks batches)" : ""}`,
          code(verifier.sourceSha256),
        ],
        [`keccak-256 of its code (solc ${verifier.solc})`, code(verifier.codeKeccak256)],
      ],
    ),
  ];
}

/** A transcript as Markdown. */
export function transcriptMarkdown(transcript: SetupTranscript): string {
  const parts =
    transcript.keyKind === DEVELOPMENT_KEY_KIND
      ? [
          "# Setup of a development key",
          `**${DEVELOPMENT_KEY_WARNING}**`,
          table(
            ["", ""],
            [
              ["seed of the secrets", plain(transcript.seed)],
              ...circuitRows(transcript.circuit),
              ...keyRows(transcript),
            ],
          ),
        ]
      : ceremonyPage(transcript);
  return `${parts.join("\n\n")}\n\nCheck it: \`psephos setup replay TRANSCRIPT.json\`\n`;
}
