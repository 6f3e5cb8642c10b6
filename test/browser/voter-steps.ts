/** The steps of a voter with a recovery file, in any election. */
import type { Walker } from "./walker.js";

/** From the start to the first question. @param keep what is answered to whether the device keeps the code */
export async function identify(
  walker: Walker,
  { file, keep, question }: { readonly file: string; readonly keep: string; readonly question: string },
): Promise<void> {
  await walker.click("Start now");
  await walker.sees("How do you identify yourself?");
  await walker.click("I have a recovery file");
  await walker.click("Continue");
  await walker.sees("Your recovery file");
  await walker.upload(file);
  await walker.click("Continue");
  await walker.sees("Keep your code on this device?");
  await walker.click(keep);
  await walker.click("Continue");
  await walker.sees(question);
}

/** From the question to the review. */
export async function choose(walker: Walker, choice: string): Promise<void> {
  await walker.click(choice);
  await walker.click("Continue");
  await walker.sees("Check your vote");
}

/** From the question to the receipt. */
export async function castVote(walker: Walker, choice: string): Promise<void> {
  await choose(walker, choice);
  await walker.click("Cast my vote");
  await walker.sees("Your vote is recorded");
}
