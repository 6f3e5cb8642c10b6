// Signature files that are none are told apart before the chain is asked anything.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSignatures } from "../../src/cli/rollup/signatures.js";
import { rejectsCode } from "../support/errors.js";

describe("cli: oracles' signatures", () => {
  const folder = mkdtempSync(join(tmpdir(), "psephos-signatures-"));
  after(() => rmSync(folder, { recursive: true }));
  const address = `0x${"11".repeat(20)}` as const;
  const votesDigest = `0x${"22".repeat(32)}` as const;
  const good = { signer: address, votesDigest, voteCount: "1", signature: `0x${"33".repeat(65)}` };
  const contracts = { rollup: address, book: address, inbox: address };
  const on = { client: { chain: { id: 1 } }, rollup: { contracts, terms: { signatures: 1 } } };
  const statement = { processId: votesDigest, votesDigest, voteCount: 1n, inclusionSeal: votesDigest };

  it("are refused when malformed, over other votes, or not their signer's", async () => {
    const path = join(folder, "signature.json");
    for (const document of [
      null,
      [],
      { ...good, signer: "bob" },
      { ...good, signer: undefined },
      { ...good, signature: undefined },
      { ...good, signature: "0x33" },
      { ...good, votesDigest: `0x${"23".repeat(32)}` },
      good,
    ]) {
      writeFileSync(path, JSON.stringify(document));
      await rejectsCode("cli/signature", readSignatures([path], statement, on as never));
    }
    await rejectsCode("cli/signatures", readSignatures([], statement, on as never));
  });
});
