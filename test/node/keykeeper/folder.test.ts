// The keykeeper's folder: what is in it, who opens it, and what is refused.
import assert from "node:assert/strict";
import { chmod, copyFile, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import {
  askPassphrase,
  createKeykeeper,
  initKeykeeper,
  keykeeperPublic,
  readPassphrase,
} from "../../../packages/node/src/keykeeper/index.js";
import { rejectsCode } from "../../support/errors.js";
import { ruleFacts } from "../../support/ledger/votes.js";
import {
  genesisOf,
  Link,
  layersOf,
  type Member,
  newFolder,
  newMembers,
  newWorld,
  PASSPHRASE,
  removeFolders,
  SCRYPT_N,
  SEALED,
  settled,
  thresholdOf,
  until,
} from "./support.js";

describe("keykeeper: the folder", () => {
  let members: Member[] = [];

  afterEach(async () => {
    await Promise.all(members.map((member) => member.stop()));
    members = [];
    await removeFolders();
  });

  async function startOn(folder: string, passphrase = PASSPHRASE): Promise<void> {
    const keykeeper = createKeykeeper({
      folder,
      passphrase,
      genesis: genesisOf(null),
      facts: ruleFacts(),
      nodes: [],
      log: { info() {}, warn() {}, error() {} },
    });
    await keykeeper.start();
    await keykeeper.stop();
  }

  it("has the keys in one file for its owner alone, and tells their public parts without the passphrase", async () => {
    const folder = join(await newFolder(), "new", "folder");
    const made = await initKeykeeper({ folder, passphrase: PASSPHRASE, scryptN: SCRYPT_N });
    assert.deepEqual(await readdir(folder), ["keykeeper.json"]);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, "keykeeper.json"))).mode & 0o777, 0o600);
    assert.deepEqual(await keykeeperPublic(folder), made);
    assert.match(made.address, /^0x[0-9a-f]{40}$/);
    await rejectsCode(
      "keykeeper/exists",
      initKeykeeper({ folder, passphrase: PASSPHRASE, scryptN: SCRYPT_N }),
    );
    assert.deepEqual(await keykeeperPublic(folder), made);
  });

  it("is sealed with scrypt at N = 2^17, unless told otherwise", async () => {
    const folder = await newFolder();
    await initKeykeeper({ folder, passphrase: PASSPHRASE });
    const { scrypt } = JSON.parse(await readFile(join(folder, "keykeeper.json"), "utf8"));
    assert.deepEqual([scrypt.N, scrypt.r, scrypt.p], [2 ** 17, 8, 1]);
    await rejectsCode("keykeeper/wrong-passphrase", startOn(folder, `${PASSPHRASE}.`));
  });

  it("opens with its passphrase alone, however its letters are composed", async () => {
    const folder = await newFolder();
    await initKeykeeper({ folder, passphrase: "gr\u00fc\u00dfe an alle hier", scryptN: SCRYPT_N });
    await rejectsCode("keykeeper/wrong-passphrase", startOn(folder, "gr\u00fc\u00dfe an alle da"));
    await startOn(folder, "gru\u0308\u00dfe an alle hier");
    await rejectsCode("keykeeper/passphrase", initKeykeeper({ folder, passphrase: "short" }));
  });

  it("says that it has no keys, and makes nothing", async () => {
    const folder = join(await newFolder(), "none");
    await rejectsCode("keykeeper/not-made", startOn(folder));
    await rejectsCode("keykeeper/not-made", keykeeperPublic(folder));
    await assert.rejects(stat(folder));
    await rejectsCode("keykeeper/not-made", startOn(await newFolder()));
  });

  it("refuses the keys with any character changed, whatever it is", async () => {
    const folder = await newFolder();
    await initKeykeeper({ folder, passphrase: PASSPHRASE, scryptN: SCRYPT_N });
    const file = join(folder, "keykeeper.json");
    const text = await readFile(file, "utf8");
    for (let at = 0; at < text.length; at += 7) {
      const other = text[at] === "1" ? "2" : "1";
      await writeFile(file, text.slice(0, at) + other + text.slice(at + 1));
      await rejectsCode("keykeeper/damaged", startOn(folder));
    }
    for (const other of ["", "{}", "null", text.slice(0, -2), `${text} `]) {
      await writeFile(file, other);
      await rejectsCode("keykeeper/damaged", startOn(folder));
    }
    await writeFile(file, text);
    await startOn(folder);
  });

  it("refuses files and folders that others can read", async () => {
    const folder = await newFolder();
    await initKeykeeper({ folder, passphrase: PASSPHRASE, scryptN: SCRYPT_N });
    await chmod(join(folder, "keykeeper.json"), 0o640);
    await rejectsCode("keykeeper/permissions", startOn(folder));
    await chmod(join(folder, "keykeeper.json"), 0o600);
    await chmod(folder, 0o755);
    await rejectsCode("keykeeper/permissions", startOn(folder));
  });

  it("removes what a crash left half-written, and keeps the rest", async () => {
    const folder = await newFolder();
    await initKeykeeper({ folder, passphrase: PASSPHRASE, scryptN: SCRYPT_N });
    await writeFile(join(folder, ".ceremony-x.json.0123456789ab.new"), "half", { mode: 0o600 });
    await startOn(folder);
    assert.deepEqual(await readdir(folder), ["keykeeper.json"]);
  });

  /** Two keykeepers that have dealt in one process. */
  async function dealt() {
    members = await newMembers(2);
    const world = newWorld(genesisOf(layersOf(members)));
    for (const member of members) await member.start(world.genesis, new Link(world));
    const [id, other] = [await world.declare(SEALED), await world.declare(SEALED)];
    await until(world, members, world.ledger.height + 2);
    const names = async (member: Member) =>
      (await readdir(member.folder)).filter((name) => name.startsWith("ceremony-"));
    const path = async (member: Member, of: string) =>
      join(member.folder, (await names(member)).find((name) => name.includes(of.slice(2)))!);
    return { world, id, other, path };
  }

  it("refuses the record of another keykeeper or process, and goes on with the other processes", async () => {
    const { world, id, other, path } = await dealt();
    const [one, two] = members;
    assert.equal((await stat(await path(one!, id))).mode & 0o777, 0o600);
    await rename(await path(one!, id), join(one!.folder, "saved"));
    await copyFile(await path(two!, id), join(one!.folder, (await path(two!, id)).split("/").at(-1)!));
    await settled(members);
    assert.equal(one!.ceremony(id).problem?.code, "keykeeper/foreign-file");
    assert.equal(one!.ceremony(other).problem, null);
    await copyFile(await path(one!, other), await path(one!, id));
    await settled(members);
    assert.equal(one!.ceremony(id).problem?.code, "keykeeper/foreign-file");
    await rename(join(one!.folder, "saved"), await path(one!, id));
    await settled(members);
    assert.equal(one!.ceremony(id).problem, null);
    assert.equal(world.sent("deal").length, 4, "it did not deal anew");
  });

  it("refuses a record with any part changed", async () => {
    const { id, path, world } = await dealt();
    const [one] = members;
    const file = await path(one!, id);
    const text = await readFile(file, "utf8");
    const record = JSON.parse(text);
    const flip = (hex: string) => hex.slice(0, -1) + (hex.endsWith("0") ? "1" : "0");
    for (const change of [
      { deal: flip(record.deal) },
      { deal: null },
      { confirmed: { key: record.genesis, verificationKeys: record.genesis } },
      { over: "counted" },
      { nonce: flip(record.nonce) },
      { sealed: flip(record.sealed) },
      { version: 2 },
      { round: "0" },
    ]) {
      await writeFile(file, `${JSON.stringify({ ...record, ...change }, null, 1)}\n`);
      await settled(members);
      const { problem } = one!.ceremony(id);
      assert.ok(
        problem?.code === "keykeeper/damaged" || problem?.code === "keykeeper/foreign-file",
        JSON.stringify(change),
      );
    }
    await writeFile(file, text.slice(0, 100));
    await settled(members);
    assert.equal(one!.ceremony(id).problem?.code, "keykeeper/damaged");
    await writeFile(file, text);
    await settled(members);
    assert.equal(one!.ceremony(id).problem, null);
    assert.equal(world.sent("deal").length, 4);
  });

  it("refuses a checkpoint with any part changed, and that of another folder", async () => {
    const { world } = await dealt();
    const [one, two] = members;
    await Promise.all(members.map((member) => member.stop()));
    const name = (await readdir(one!.folder)).find((file) => file.startsWith("chain-"))!;
    const file = join(one!.folder, name);
    const text = await readFile(file, "utf8");
    const record = JSON.parse(text);
    const start = () => one!.start(world.genesis, new Link(world));
    for (const change of [
      { height: record.height - 1 },
      { stateRoot: record.genesis },
      { genesis: record.stateRoot },
      { sealed: record.sealed.replace(/.$/, (last: string) => (last === "0" ? "1" : "0")) },
    ]) {
      await writeFile(file, `${JSON.stringify({ ...record, ...change }, null, 1)}\n`);
      await rejectsCode("keykeeper/damaged", start);
    }
    await copyFile(join(two!.folder, name), file);
    await rejectsCode("keykeeper/damaged", start);
    await writeFile(file, text);
    await start();
  });

  it("sends nothing that it could not write before", async () => {
    for (const kind of ["layered", "threshold"] as const) {
      members = await newMembers(1);
      const [one] = members;
      const world = newWorld(genesisOf(kind === "layered" ? layersOf(members) : thresholdOf(members, 1)));
      await one!.start(world.genesis, new Link(world));
      await rename(one!.folder, `${one!.folder}.gone`);
      const id = await world.declare(SEALED);
      await settled(members);
      assert.equal(one!.ceremony(id).problem?.code, "keykeeper/write");
      assert.equal(world.received.length, 0);
      await rename(`${one!.folder}.gone`, one!.folder);
      await settled(members);
      assert.equal(one!.ceremony(id).problem, null);
      assert.equal(world.sent("deal").length, 1);
      await one!.stop();
    }
  });

  it("takes the passphrase from its value, a file, or a question, in this order", async () => {
    const file = join(await newFolder(), "passphrase");
    await writeFile(file, "from the file\r\n");
    const ask = async () => "asked";
    assert.equal(await readPassphrase({ value: "a value", file, ask }), "a value");
    assert.equal(await readPassphrase({ file, ask }), "from the file");
    assert.equal(await readPassphrase({ ask }), "asked");
    await rejectsCode("keykeeper/passphrase", readPassphrase({}));
    await rejectsCode("keykeeper/passphrase", readPassphrase({ value: "" }));
    await rejectsCode("keykeeper/read", readPassphrase({ file: `${file}.none` }));
    if (!process.stdin.isTTY) await rejectsCode("keykeeper/passphrase", askPassphrase("? "));
  });

  it("asks for the passphrase without showing it, and takes no answer for none", async () => {
    const ask = (typed: string) => {
      const streams = { input: Object.assign(new PassThrough(), { isTTY: true }), output: new PassThrough() };
      const asked = askPassphrase("Passphrase: ", streams as unknown as Parameters<typeof askPassphrase>[1]);
      streams.input.write(typed);
      return { asked, shown: () => String(streams.output.read()) };
    };
    const { asked, shown } = ask("hidden words\r");
    assert.equal(await asked, "hidden words");
    assert.equal(shown(), "Passphrase: \n");
    await rejectsCode("keykeeper/passphrase", ask("half\u0003").asked);
  });
});
