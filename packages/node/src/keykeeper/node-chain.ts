/** A node's HTTP door as the keykeeper's chain. */
import { PsephosError } from "psephos";
import { createNodeClient } from "psephos/api";
import type { KeykeeperChain } from "./chain.js";

/** Blocks that are asked for at once. */
const PAGE = 64;

/**
 * The chain behind a node's address.
 * @param url as `createNodeClient` takes it: without a user name and a password
 * @throws PsephosError `api/url`
 */
export function nodeChain(url: string): KeykeeperChain {
  const client = createNodeClient(url);
  return {
    name: url,
    head: async (signal) => (await client.chain({ signal })).head,
    validators: (signal) => client.validators({ signal }),
    async blocks(from, signal) {
      try {
        return await client.blocks({ from, count: PAGE, signal });
      } catch (error) {
        if (!(error instanceof PsephosError) || error.code !== "api/too-large") throw error;
        return client.blocks({ from, count: 1, signal });
      }
    },
    submit: async (transaction, signal) => {
      await client.transaction(transaction, { signal });
    },
  };
}
