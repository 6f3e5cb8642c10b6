// Each error that a contract can give is told in a sentence.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import type { Abi } from "viem";
import { ContractRefusal } from "../../src/evm/client.js";
import { contractErrors } from "../../src/evm/contract-errors.js";
import { compileVerifier, verifierSource } from "../../src/setup/index.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";

interface ErrorItem {
  readonly type: "error";
  readonly name: string;
  readonly inputs: readonly { readonly type: string }[];
}

const errorsOf = (abi: Abi) => abi.filter(({ type }) => type === "error") as readonly ErrorItem[];

/** A different value for each argument, so that the sentence shows where it went. */
const argumentsOf = ({ inputs }: ErrorItem) => inputs.map((_, i) => 7001 + i);

describe("evm: a contract's refusal in words", () => {
  it("has a sentence for each error of each ABI, with each of its arguments", async () => {
    const folder = new URL("../../src/evm/abi/", import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith(".generated.ts"));
    assert.ok(files.length >= 9);
    const known = new Set(contractErrors.map(({ name }) => name));
    const errors: ErrorItem[] = [];
    for (const file of files) {
      const abis = (await import(new URL(file, folder).href)) as Record<string, Abi>;
      errors.push(...Object.values(abis).flatMap(errorsOf));
    }
    assert.ok(errors.length > 150);
    for (const error of [...errors, ...(contractErrors as readonly ErrorItem[])]) {
      const { name } = error;
      assert.ok(known.has(name), `${name} is decoded`);
      const args = argumentsOf(error);
      const { message } = new ContractRefusal(name, args, "call", undefined);
      const sentence = new RegExp(`^call is refused: (.*) \\(${name}\\)$`).exec(message)?.[1];
      assert.ok(sentence, `${name} has no sentence: ${message}`);
      assert.ok(sentence.split(" ").length >= 4, `${name}: ${sentence}`);
      assert.doesNotMatch(sentence, /\$|…|undefined/, name);
      // What it is that an error of a library counts is of no use to who reads it.
      if (name === "FieldNotPresentInBlockHeader") continue;
      for (const arg of args) assert.match(sentence, new RegExp(`\\b${arg}\\b`), name);
    }
  });

  it("has one for each error of an exported verifier", async () => {
    const { verificationKey } = new SyntheticProver(await Multiplier.create(), 5, "batch");
    const { abi } = compileVerifier(verifierSource({ verificationKey, circuit: "tally-8", batch: true }));
    const errors = errorsOf(abi as Abi);
    assert.ok(errors.length > 0);
    for (const { name } of errors) {
      assert.ok(
        contractErrors.some((error) => error.name === name),
        `${name} is decoded`,
      );
      assert.match(new ContractRefusal(name, [], "call", undefined).message, /^call is refused: /, name);
    }
  });

  it("shows a text of the contract without what a terminal obeys, and cut", () => {
    const { message } = new ContractRefusal("Error", [`\u001b[2J${"x".repeat(900)}`], "call", undefined);
    assert.match(
      message,
      /^call is refused: it says: \\u001b\[2Jx+… \(4[0-9]{2} more characters\) \(Error\)$/,
    );
    assert.match(new ContractRefusal("Panic", [17n], "call", undefined).message, /panic code 17/);
  });

  it("says that a reason is unknown where no contract of Psephos has it", () => {
    for (const rule of ["constructor", "0x12345678"]) {
      const { message } = new ContractRefusal(rule, ["$0"], "call", undefined);
      assert.equal(
        message,
        `call is refused for a reason that Psephos's contracts do not have: ${rule} ($0)`,
      );
    }
  });
});
