// Settings: one schema for the file, the environment and the flags; the later source wins, and no error shows a value.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  explainSettings,
  loadSettings,
  shownSettings,
} from "../../../packages/node/src/main/load-settings.js";
import { flagOf, SETTING_NAMES, SETTINGS, variableOf } from "../../../packages/node/src/main/settings.js";
import { throwsCode } from "../../support/errors.js";

const SECRET = "s3cr3t-access-key";

describe("node: settings", () => {
  let home: string;
  const file = (values: unknown) => writeFileSync(join(home, "config.json"), JSON.stringify(values));

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "psephos-settings-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it("takes the flag before the variable, the variable before the file, the file before the default", () => {
    file({ port: 1, blockTime: 2000, threads: 3 });
    const settings = loadSettings({
      flags: { home, port: "4" },
      environment: { PSEPHOS_NODE_PORT: "5", PSEPHOS_NODE_BLOCK_TIME: "6000", PATH: "/bin" },
    });
    assert.deepEqual(
      [settings.port, settings.blockTime, settings.threads, settings.host],
      [4, 6000, 3, SETTINGS.host.default],
    );
  });

  it("finds the home's file by the variable of the home too, and takes another file in its place", () => {
    file({ threads: 7 });
    assert.equal(loadSettings({ environment: { PSEPHOS_NODE_HOME: home } }).threads, 7);
    const other = join(home, "other.json");
    writeFileSync(other, '{"threads": 8}');
    assert.equal(loadSettings({ flags: { home }, file: other }).threads, 8);
    throwsCode("node/settings", () => loadSettings({ file: join(home, "missing.json") }));
  });

  it("reads lists and booleans from text", () => {
    const settings = loadSettings({
      flags: { home, keys: ["a.vkey.json", "b.vkey.json"] },
      environment: {
        PSEPHOS_NODE_ENDPOINTS: "http://one.example, http://two.example",
        PSEPHOS_NODE_INSECURE: "true",
      },
    });
    assert.deepEqual(settings.endpoints, ["http://one.example", "http://two.example"]);
    assert.deepEqual(settings.keys, ["a.vkey.json", "b.vkey.json"]);
    assert.equal(settings.insecure, true);
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ["port", 65_536],
    ["port", "80"],
    ["port", 1.5],
    ["blockTime", 0],
    ["insecure", "yes"],
    ["endpoints", SECRET],
    ["endpoints", [1]],
    ["logLevel", "loud"],
    ["home", null],
    ["ports", 1],
  ];
  for (const [name, value] of wrong)
    it(`refuses ${name} = ${JSON.stringify(value)} in a file, by its name`, () => {
      file({ [name]: value });
      const { message } = throwsCode("node/settings", () => loadSettings({ flags: { home } }));
      assert.ok(message.includes(name), message);
      assert.ok(!message.includes(SECRET), message);
    });

  it("refuses values of flags and variables that are not of the type, and unknown variables", () => {
    throwsCode("node/settings", () => loadSettings({ flags: { home, port: "eighty" } }));
    throwsCode("node/settings", () => loadSettings({ flags: { home, threads: "-1" } }));
    throwsCode("node/settings", () => loadSettings({ flags: { home, insecure: "1" } }));
    const { message } = throwsCode("node/settings", () =>
      loadSettings({ flags: { home }, environment: { PSEPHOS_NODE_PROT: SECRET } }),
    );
    assert.ok(message.includes("PSEPHOS_NODE_PROT") && !message.includes(SECRET), message);
  });

  for (const text of ["", "[]", "null", "{", '"text"'])
    it(`refuses a file with ${JSON.stringify(text)}`, () => {
      writeFileSync(join(home, "config.json"), text);
      throwsCode("node/settings", () => loadSettings({ flags: { home } }));
    });

  it("shows of an endpoint its host alone", () => {
    const settings = loadSettings({
      flags: { home, endpoints: [`https://user:${SECRET}@rpc.example:8545/${SECRET}?k=${SECRET}`] },
    });
    assert.deepEqual(shownSettings(settings).endpoints, ["rpc.example:8545"]);
    assert.ok(!explainSettings(settings).join().includes(SECRET));
  });

  it("has a flag and a variable of its own for each setting", () => {
    for (const of of [flagOf, variableOf])
      assert.equal(new Set(SETTING_NAMES.map(of)).size, SETTING_NAMES.length);
    assert.equal(flagOf("blockTime"), "--block-time");
    assert.equal(variableOf("blockTime"), "PSEPHOS_NODE_BLOCK_TIME");
  });
});
