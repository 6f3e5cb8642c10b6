/** What each party sees of a vote through a relay, in words. */
import type { Context } from "./context.js";

/** Says what each party sees. */
export function tellRelay({ output }: Context, relay: string, node: string): void {
  output.line(`Through the relay ${new URL(relay).host} to the node ${new URL(node).host}:`);
  output.field(
    "relay sees",
    "your network address, the node's, the time and lengths; not what you ask and send",
  );
  output.field("node sees", "what you ask and send, and the time; not your network address");
  output.line("If one operator runs both, it sees everything: choose a relay of another one.");
}
