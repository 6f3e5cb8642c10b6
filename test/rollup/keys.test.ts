// The keys of a rollup, wherever they are named: each pair that differs is refused, and each key that is insecure.

import assert from "node:assert/strict";
import type { Hex } from "../../src/bytes/index.js";
import type { ErrorCode } from "../../src/errors/index.js";
import { keyId } from "../../src/process/index.js";
import {
  ensureRollupKeys,
  insecureRollupKeys,
  type KeyTerms,
  type RollupKeysAtHand,
} from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`;
const key = (circuit: string, digit: string, keyKind = "ceremony") => ({
  circuit,
  keyHash: hash(digit),
  keyKind,
});

describe("rollup: keys", () => {
  const atHand = {
    census: key("census-7", "1"),
    batch: key("tally-8", "2"),
    open: key("tally-open-8", "3"),
  };
  const censusKey = keyId("census-7", hash("1"));
  const terms: KeyTerms = {
    censusKey,
    batchKey: keyId("tally-8", hash("2")),
    openKey: keyId("tally-open-8", hash("3")),
    insecureCensusKey: false,
    insecureBatchKey: false,
    insecureOpenKey: false,
  };
  const process = { circuit: "census-7", censusKey };
  const onChain = { censusKey, terms };
  const other = keyId("census-7", hash("4"));

  it("are taken where all name the same ones, and where fewer are at hand", () => {
    ensureRollupKeys(atHand, { process, onChain });
    ensureRollupKeys(atHand, { process });
    ensureRollupKeys({ census: atHand.census }, { process, onChain });
    ensureRollupKeys({}, { process, onChain });
  });

  it("are refused where one differs, whether or not insecure ones are taken", () => {
    for (const insecure of [undefined, false, true]) {
      const refused = (code: ErrorCode, change: object, keys: RollupKeysAtHand = atHand) =>
        throwsCode(code, () => ensureRollupKeys(keys, { process, onChain, insecure, ...change }));
      const named = { ...process, censusKey: other };
      refused("rollup/other-census-key", { process: named });
      refused("rollup/other-census-key", { onChain: { censusKey: other, terms } });
      // All but the key at hand agree on another one: an entity names it in the file too.
      const all = { censusKey: other, terms: { ...terms, censusKey: other } };
      refused("process/other-key", { process: named, onChain: all });
      refused("rollup/other-census-key", { onChain: all });
      refused("rollup/other-census-key", { onChain: { censusKey, terms: { ...terms, censusKey: other } } });
      refused("process/other-key", {}, { ...atHand, census: key("census-7", "4") });
      refused("process/other-key", { onChain: undefined }, { ...atHand, census: key("census-7", "4") });
      refused("rollup/other-key", {}, { ...atHand, batch: key("tally-8", "4") });
      refused("rollup/other-key", {}, { ...atHand, open: key("tally-open-8", "4") });
      // The same key under another circuit's name is another key.
      refused("rollup/other-key", {}, { ...atHand, batch: key("tally-64", "2") });
      refused("rollup/other-key", {}, { ...atHand, batch: atHand.open, open: atHand.batch });
    }
  });

  it("are refused where one is insecure, by its own word or by the chain's, unless told", () => {
    const refused = (keys: RollupKeysAtHand, changed: KeyTerms | undefined, names: string[]) => {
      assert.deepEqual(insecureRollupKeys(keys, changed), names);
      const rules = { process, onChain: changed && { censusKey, terms: changed } };
      throwsCode("rollup/insecure-key", () => ensureRollupKeys(keys, rules));
      ensureRollupKeys(keys, { ...rules, insecure: true });
    };
    refused({}, { ...terms, insecureCensusKey: true }, ["census"]);
    refused(atHand, { ...terms, insecureBatchKey: true }, ["batch"]);
    refused(atHand, { ...terms, insecureOpenKey: true }, ["open"]);
    for (const kind of ["development-INSECURE", "rehearsal-INSECURE", "unfinished"]) {
      refused({ ...atHand, census: key("census-7", "1", kind) }, terms, ["census"]);
      refused({ ...atHand, batch: key("tally-8", "2", kind) }, undefined, ["batch"]);
      refused({ ...atHand, open: key("tally-open-8", "3", kind) }, terms, ["open"]);
    }
    assert.deepEqual(insecureRollupKeys(atHand, terms), []);
    assert.deepEqual(insecureRollupKeys(atHand), []);
  });
});
