/** Checks that the replays of every kind of key make. */
import { existsSync } from "node:fs";
import { ensure, Refusal, visible } from "../../errors/index.js";
import { compactKey } from "../../groth16/index.js";
import { codeHash, sha256Hex } from "../transcript/finalize.js";
import { transcriptMarkdown } from "../transcript/markdown.js";
import type { SetupTranscript } from "../transcript/types.js";
import type { Check } from "./check.js";
import { codeOnChain, type ReplayFiles, readReplayFile } from "./files.js";
import { NOT_ASKED } from "./run.js";

/** A contract on chain that the caller names. */
export interface Deployed {
  readonly rpc: string;
  readonly address: string;
}

/** Fails as a broken link unless two things are the same. */
export function same(found: unknown, wanted: unknown, what: string): void {
  const [one, other] = [found, wanted].map((value) => `${JSON.stringify(value)}`) as [string, string];
  ensure(
    one === other,
    "setup/replay-different",
    `${what} is ${visible(one)}, but the transcript has ${visible(other)}`,
  );
}

/** What an earlier check that could not be made would have found. */
export function need<T>(value: T | undefined): T {
  ensure(value !== undefined, "setup/replay-missing", "an earlier check could not be made");
  return value;
}

/** The transcript's page for people, where there is one. */
export function pageChecks(transcript: SetupTranscript, { page }: ReplayFiles): Check[] {
  if (!existsSync(page)) return [];
  return [
    {
      id: "page",
      kind: "page",
      run: async () => {
        const made = sha256Hex(transcriptMarkdown(transcript));
        same(sha256Hex(await readReplayFile(page)), made, "the SHA-256 of the .md");
        return {};
      },
    },
  ];
}

/** The published key. */
export function keyFileCheck(
  { zkeySha256 }: Pick<SetupTranscript, "zkeySha256">,
  { zkey }: ReplayFiles,
): Check {
  return {
    id: "key",
    kind: "key-file",
    run: async () => {
      same(sha256Hex(await readReplayFile(zkey)), zkeySha256, "the SHA-256 of the .zkey");
      return {};
    },
  };
}

/** The compact key, where there is one. */
export function pkeyCheck(files: ReplayFiles): Check {
  return {
    id: "key",
    kind: "compact-key",
    run: async () => {
      if (!existsSync(files.pkey)) throw new Refusal(NOT_ASKED, "there is no .pkey beside the transcript");
      const made = await compactKey(await readReplayFile(files.zkey));
      same(sha256Hex(await readReplayFile(files.pkey)), sha256Hex(made), "the SHA-256 of the .pkey");
      return {};
    },
  };
}

/** The code on chain. @param wanted the hashes of code that is the key's */
export function deployedCheck(
  deployed: Deployed | undefined,
  wanted: () => readonly string[],
  signal: AbortSignal | undefined,
): Check {
  return {
    id: "deployed",
    kind: "deployed-code",
    run: async () => {
      if (!deployed) throw new Refusal(NOT_ASKED, "no contract on chain was named");
      const found = codeHash(await codeOnChain(deployed, signal));
      const hashes = wanted();
      ensure(
        hashes.includes(found),
        "setup/replay-different",
        `the deployed code's hash is ${found}, but this setup has ${hashes.join(" or ")}`,
      );
      return { address: deployed.address };
    },
  };
}
