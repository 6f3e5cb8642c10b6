// What a setup's checks found, in words.
import assert from "node:assert/strict";
import { findingWords } from "../../src/cli/setup/findings.js";
import { checkWords, outcomeWords } from "../../src/cli/setup/replay-sentences.js";
import type { CheckFindings, CheckKind, Finding, ReplayCheck } from "../../src/setup/index.js";

/** Every kind of check with something that it found. */
const FOUND: CheckFindings = {
  sources: { files: 1 },
  "compiled-circuit": { circom: "2.2.2" },
  "compiled-programs": { programs: ["wasm"] },
  programs: { programs: ["wasm", "pwit"] },
  circuit: { constraints: 3814 },
  "powers-file": { published: "PPoT" },
  "powers-points": { power: 12 },
  contribution: { hash: "ab".repeat(64), signedBy: null },
  "remade-key": { keyKind: "development-INSECURE" },
  "key-file": {},
  "key-points": {},
  "compact-key": {},
  "key-kind": { keyKind: "ceremony" },
  beacon: { hash: "cd".repeat(32), published: null },
  "verification-key": {},
  "contract-source": { contract: "CubeVerifier.sol" },
  "contract-code": { solc: "0.8.30" },
  "deployed-code": { address: `0x${"11".repeat(20)}` },
  page: {},
};
const KINDS = Object.keys(FOUND) as CheckKind[];
const about = { phase: "key", position: 2, name: "Ada", source: "drand:5600000" };
const check = (kind: CheckKind, change: object = {}): ReplayCheck =>
  ({ id: "id", kind, ...about, status: "right", found: FOUND[kind], ...change }) as ReplayCheck;

describe("cli: a setup's checks in words", () => {
  it("say what each kind of check is about, each in words of its own", () => {
    const words = KINDS.map((kind) => checkWords(check(kind)));
    assert.equal(new Set(words).size, KINDS.length);
    for (const text of words) assert.match(text, /^[a-z ]+: [^\n]+$/);
  });

  it("say everything that a check found", () => {
    const cut = (value: string) => value.slice(0, 16);
    for (const kind of KINDS) {
      const words = outcomeWords(check(kind));
      const values = Object.values(FOUND[kind] as Record<string, unknown>).flat();
      if (values.length === 0) assert.equal(words, "", kind);
      for (const value of values)
        if (value !== null) assert.ok(words.includes(cut(`${value}`)), `${kind}: ${words}`);
    }
    assert.equal(outcomeWords(check("sources")), "1 file");
    assert.equal(outcomeWords(check("powers-file", { found: { published: null } })), "of this ceremony");
    const signed = { ...FOUND.contribution, signedBy: "0x17" };
    assert.equal(outcomeWords(check("contribution", { found: signed })), "abababababababab…, signed by 0x17");
    const published = { hash: "cd", published: "PPoT" };
    assert.equal(outcomeWords(check("beacon", { found: published })), "in PPoT's published file");
  });

  it("say what is wrong, and what to do about a check that was not made", () => {
    const undone = (kind: CheckKind, status: string, code: string, message: string, change: object = {}) =>
      outcomeWords(check(kind, { status, code, message, found: undefined, ...change }));
    assert.equal(undone("circuit", "broken", "setup/replay-different", "other bytes"), "other bytes");
    assert.equal(
      undone("beacon", "not checked", "setup/replay-beacon", "the value was not given"),
      "the value was not given; look it up, and give it with --beacon drand:5600000=0x…",
    );
    assert.equal(
      undone("beacon", "not checked", "setup/replay-beacon", "no source", { source: null }),
      "no source",
    );
    assert.equal(
      undone("deployed-code", "not asked", "setup/replay-not-asked", "no contract was named"),
      "no contract was named; --rpc and --address name the contract",
    );
    assert.equal(outcomeWords(check("page", { status: "not reached", found: undefined })), "");
  });

  it("show a contributor's name in one line, whatever is in it", () => {
    const name = "Eve\n  ✔ right\u001b[2J\u009b1A";
    assert.equal(
      checkWords(check("contribution", { name })),
      String.raw`key: contribution 2 (Eve\u000a  ✔ right\u001b[2J\u009b1A)`,
    );
    assert.equal(checkWords(check("contribution", { name: null })), "key: contribution 2");
  });

  it("say what a contributor's checks found, in the command line and in the page", () => {
    const findings: [Finding, RegExp][] = [
      [
        { kind: "listed", checked: true, file: "key-0001.zkey" },
        /^key-0001\.zkey is the file that ceremony\.json names$/,
      ],
      [
        { kind: "listed", checked: false, file: "key-0001.zkey" },
        /^the file's hash: no ceremony\.json lists/,
      ],
      [
        { kind: "attestations", checked: true, attested: 2, signed: 1, contributions: 3 },
        /^2 of 3 contributions are attested, 1 with a signature$/,
      ],
      [
        { kind: "attestations", checked: false, attested: 0, signed: 0, contributions: 3 },
        /there is no attestation here$/,
      ],
      [{ kind: "powers", checked: true }, /^every point of the powers of tau$/],
      [
        { kind: "key", checked: true, circuit: "a.r1cs" },
        /^every point of the key follows from a\.r1cs and powers\.ptau$/,
      ],
      [{ kind: "key", checked: false, lacking: "files" }, /needs one \.r1cs and powers\.ptau here$/],
      [{ kind: "key", checked: false, lacking: "memory" }, /powers\.ptau does not fit/],
    ];
    for (const [finding, words] of findings) assert.match(findingWords(finding), words);
  });
});
