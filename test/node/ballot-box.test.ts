// A box opens under the key that its process names, and no other.
import { createVerifier } from "../../src/groth16/index.js";
import { BallotBox } from "../../src/node/index.js";
import { keyId } from "../../src/process/index.js";
import { throwsCode } from "../support/errors.js";
import { CONTRACT } from "../support/rollup/votes.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";

describe("node: the key of a ballot box", () => {
  it("is the process's, and is not insecure unless told", async () => {
    const multiplier = await Multiplier.create();
    const { keyKind: _, ...plain } = new SyntheticProver(multiplier, 6, "box").verificationKey;
    const marked = { ...plain, keyKind: "development-INSECURE" };
    const other = new SyntheticProver(multiplier, 6, "another").verificationKey;
    await using secure = await createVerifier(plain);
    await using insecure = await createVerifier(marked);
    await using stranger = await createVerifier(other);
    const processOf = (keyHash: `0x${string}`) => ({
      contract: CONTRACT,
      processId: `0x${"a1".repeat(32)}` as const,
      censusRoot: 1n,
      circuit: "census-7",
      censusKey: keyId("census-7", keyHash),
      ballot: { maxCount: 1, maxValue: 1 },
    });
    new BallotBox(processOf(secure.keyHash), secure);
    new BallotBox(processOf(insecure.keyHash), insecure, { insecure: true });
    throwsCode("process/insecure-key", () => new BallotBox(processOf(insecure.keyHash), insecure));
    // The mark is part of the key's file: without it, it is another key.
    throwsCode("process/other-key", () => new BallotBox(processOf(insecure.keyHash), secure));
    throwsCode(
      "process/other-key",
      () => new BallotBox(processOf(secure.keyHash), stranger, { insecure: true }),
    );
  });
});
