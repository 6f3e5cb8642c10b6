import type { Hex } from "../../bytes/index.js";
import { openNextQuestion, readProcess } from "../../evm/index.js";
import type { Leaf } from "../command.js";
import type { Context } from "../context.js";
import { assertProcessId, PROCESS_ID, WRITING } from "../options.js";
import { type WriterOptions, writer } from "../wallet.js";
import { statusName } from "./describe.js";

async function openNext({ output }: Context, id: string, options: WriterOptions): Promise<void> {
  const client = await writer(options);
  await output.step("Opening the next question", () =>
    openNextQuestion(client, options.contract, assertProcessId(id)),
  );
  const { questionIndex, status } = await readProcess(client, options.contract, id as Hex);
  output.field("status", statusName(status));
  output.field("question", questionIndex + 1);
  output.result({ processId: id, questionIndex, status: statusName(status) });
}

export const nextQuestion: Leaf = {
  name: "next-question",
  description: "open the next question of your serial process, or end the process after the last one",
  arguments: [PROCESS_ID],
  options: WRITING,
  examples: ["psephos process next-question 0x… --contract 0x… --key dev-keys/organiser.key"],
  handler: openNext,
};
