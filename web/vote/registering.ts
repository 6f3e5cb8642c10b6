/**
 * A registration on its way to the nodes of a link. A node's word that it is recorded has no proof that this page could check before registration is over, so
 * no single node is believed: each of the link's is given it, which also brings it to the chain if one of them keeps it back. Loaded when somebody registers.
 */
import { createNodeClient } from "../../src/api/index.js";
import type { Transport } from "../shared/transports.js";
import type { Registered } from "./booth-types.js";

type Way = Pick<Transport, "node" | "fetch">;

/** Milliseconds for the first node, and for the others from then on. */
const FIRST = 120_000;
const OTHERS = 15_000;

/**
 * Resolves when a node has recorded it, and the others have answered or had their time.
 * @param ways one to each node @param others ways that are tried if no node answers by these
 * @throws PsephosError the refusal of a rule, if a node gave one and none recorded it; else what the first node gave
 */
export async function sendRegistration(
  registration: string,
  ways: readonly Way[],
  others: readonly Way[] = [],
): Promise<Registered> {
  if (ways.length === 0) return sendBy(others, registration);
  try {
    return await sendBy(ways, registration);
  } catch (error) {
    if (others.length === 0 || (error as { kind?: unknown }).kind !== "failed") throw error;
    return sendBy(others, registration);
  }
}

async function sendBy(ways: readonly Way[], registration: string): Promise<Registered> {
  const patience = new AbortController();
  let others: ReturnType<typeof setTimeout> | undefined;
  const send = async ({ node, fetch }: Way): Promise<boolean> => {
    const options = { wait: true, timeout: FIRST, signal: patience.signal };
    const { state } = await createNodeClient(node, { fetch }).register(registration, options);
    if (state !== "recorded") return false;
    others ??= setTimeout(() => patience.abort(), OTHERS);
    return true;
  };
  const answers = await Promise.allSettled(ways.map(send));
  clearTimeout(others);
  const nodes = answers.filter((answer) => answer.status === "fulfilled" && answer.value).length;
  const errors = answers.flatMap((answer) =>
    answer.status === "rejected" ? [answer.reason as unknown] : [],
  );
  if (nodes === 0 && errors.length === ways.length)
    throw errors.find((error) => (error as { kind?: unknown }).kind === "refused") ?? errors[0];
  return { nodes, asked: ways.length };
}
