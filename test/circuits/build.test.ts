// The circuits' build: what decides its output, and the marks that the mutants go by.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, sourcesOf } from "../../scripts/circuits/fingerprint.js";
import { groupAt, groupsOf } from "../../scripts/circuits/groups.js";
import { loadInstances, mainSource, ROOT } from "../../scripts/circuits/instances.js";
import { readR1csHeader } from "../../scripts/circuits/r1cs-header.js";
import { throwsCode } from "../support/errors.js";

const CIRCUITS = join(ROOT, "circuits");
const LIBRARIES = [CIRCUITS, join(ROOT, "node_modules")];

describe("circuit instances", () => {
  it("are found by name, and a wrong name is refused", () => {
    assert.deepEqual(
      loadInstances(["census-11"]).map(({ name }) => name),
      ["census-11"],
    );
    throwsCode("build/unknown-instance", () => loadInstances(["census-8"]));
    throwsCode("build/unknown-instance", () => loadInstances(["toString"]));
  });

  it("have a main component with their public inputs", () => {
    const [instance] = loadInstances(["census-7"]);
    assert.equal(
      mainSource(instance!),
      'pragma circom 2.2.0;\ninclude "census_proof.circom";\n' +
        "component main {public [censusRoot, scope, voteHash, weight, envelopeHash]} = CensusProof(7);\n",
    );
  });

  it("have a fingerprint of sources, parameters and options", () => {
    const [seven, eleven] = loadInstances(["census-7", "census-11"]);
    const print = fingerprint(seven!, LIBRARIES, ["--O2"]);
    assert.match(print, /^[0-9a-f]{64}$/);
    assert.equal(fingerprint({ ...seven! }, LIBRARIES, ["--O2"]), print);
    assert.notEqual(fingerprint(eleven!, LIBRARIES, ["--O2"]), print);
    assert.notEqual(fingerprint(seven!, LIBRARIES, ["--O1"]), print);
    throwsCode("build/missing-include", () => fingerprint(seven!, [CIRCUITS], ["--O2"]));
  });

  it("are compiled to what build-hashes.json says", () => {
    const { circuits } = JSON.parse(readFileSync(join(ROOT, "build-hashes.json"), "utf8"));
    for (const { name, maxConstraints } of loadInstances()) {
      const manifest = JSON.parse(readFileSync(join(ROOT, "build", name, "manifest.json"), "utf8"));
      assert.deepEqual({ ...manifest.hashes, sym: undefined }, { ...circuits[name], sym: undefined });
      const header = readR1csHeader(readFileSync(join(ROOT, "build", name, `${name}.r1cs`)));
      assert.equal(header.constraints, manifest.constraints);
      assert.ok(header.constraints <= maxConstraints);
    }
  });
});

describe("an .r1cs header", () => {
  const whole = readFileSync(join(ROOT, "build", "census-7", "census-7.r1cs"));

  it("is read", () => {
    assert.deepEqual(readR1csHeader(whole), { constraints: 3814, publicSignals: 6, wires: 3868 });
  });

  for (const [what, bytes] of [
    ["nothing", Buffer.alloc(0)],
    ["another kind of file", Buffer.from("zkey\x01\0\0\0\x01\0\0\0", "latin1")],
    ["another version", Buffer.from("r1cs\x02\0\0\0\x01\0\0\0", "latin1")],
    ["sections that are not there", Buffer.from("r1cs\x01\0\0\0\xff\0\0\0", "latin1")],
    ["a header cut short", whole.subarray(0, 100 - 16)],
  ] as const) {
    it(`is not read from ${what}`, () => throwsCode("build/r1cs", () => readR1csHeader(bytes)));
  }
});

describe("constraint groups", () => {
  const source = [
    "signal a <== b;",
    "// @group one",
    "x <== y; // a === b",
    "z * z === 1;",
    "// @end",
    "// @group two",
    "c ==> d;",
    "// @end",
    "// @group one",
    "for (var i = 0; i < 2; i++) u[i] <== v[i];",
    "// @end",
  ];
  const marked = source.slice(1).join("\n");

  it("are named", () => {
    assert.deepEqual(groupsOf("x.circom", marked), ["one", "two"]);
  });

  it("are known by the places in them", () => {
    const text = source.join("\n");
    assert.equal(groupAt(marked, marked.indexOf("z * z")), "one");
    assert.equal(groupAt(marked, marked.indexOf("c ==> d")), "two");
    assert.equal(groupAt(`${text}\nx`, text.length + 1), undefined);
  });

  it("hold every constraint of the circuits", () => {
    const files = new Set(loadInstances().flatMap((instance) => sourcesOf(instance, LIBRARIES)));
    const own = [...files].filter((file) => file.startsWith(CIRCUITS));
    assert.ok(own.length >= 3);
    for (const file of own) assert.notDeepEqual(groupsOf(file, readFileSync(file, "utf8")), []);
  });

  for (const [code, text] of [
    ["mutants/ungrouped", source.join("\n")],
    ["mutants/nested-group", "// @group one\n// @group two\n// @end"],
    ["mutants/stray-end", "// @end"],
    ["mutants/open-group", "// @group one\nx <== y;"],
  ] as const) {
    it(`are refused with ${code}`, () => throwsCode(code, () => groupsOf("x.circom", text)));
  }
});
