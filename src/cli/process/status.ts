import { Argument } from "commander";
import { knownWords, quoted } from "../../bytes/index.js";
import { ensureAble } from "../../errors/index.js";
import { setStatus } from "../../evm/index.js";
import { Status } from "../../process/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, WRITING } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";

/** The statuses that an entity may set. Only the results contract sets RESULTS. */
const MOVES = ["READY", "ENDED", "CANCELED", "PAUSED"] as const satisfies readonly (keyof typeof Status)[];

async function moveTo({ output }: Context, id: string, name: string, options: WriterOptions): Promise<void> {
  const word = MOVES.find((move) => move === name.toUpperCase());
  ensureAble(
    word,
    "cli/usage",
    () => `${quoted(name)} is not a status that can be set; ${knownWords(name, MOVES)}`,
  );
  const status = Status[word];
  const client = await writer(options);
  const { gasUsed } = await output.step(`Setting the status to ${word}`, () =>
    setStatus(client, options.contract, assertProcessId(id), status),
  );
  output.result({ processId: id, status: word, gas: gasUsed });
}

export const status: Leaf = {
  name: "status",
  description: "change the status of your process",
  arguments: [PROCESS_ID, new Argument("<status>", "READY, ENDED, CANCELED or PAUSED")],
  options: WRITING,
  examples: ["psephos process status 0x… ended --contract 0x… --key dev-keys/organiser.key"],
  handler: moveTo,
};
