// The organiser's page without a browser: drafts, the documents of a declaration, what is checked before one, and invitations.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { verifyTypedData } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { hashTypedData } from "viem/utils";
import { type PageServer, servePages } from "../../scripts/start/pages.js";
import { validatorKey } from "../../src/api/index.js";
import { registrationTypedData } from "../../src/ballot/index.js";
import { toHex } from "../../src/bytes/index.js";
import { createIdentity } from "../../src/census/index.js";
import { createFacts } from "../../src/facts/index.js";
import { parseMetadata, parseParamsFile } from "../../src/process/index.js";
import { deskService } from "../../web/organise/desk.js";
import type { Prepared } from "../../web/organise/desk-types.js";
import { paramsToJson } from "../../web/organise/documents.js";
import { type Draft, draftFromJson, draftToJson, emptyDraft } from "../../web/organise/draft.js";
import { announcedAddress } from "../../web/organise/own-pages.js";
import { invitationAddress, newInvitation, signWithInvitation } from "../../web/shared/invitation.js";
import type { ChainLink } from "../../web/shared/link.js";
import { throwsCode } from "../support/errors.js";
import { ORACLES, testGenesis, World } from "../support/ledger/world.js";
import { SECRET_KEY } from "../support/node/solo.js";
import { type NodeOfChain, startNode } from "../support/node/written-chain.js";

const call = () => ({ signal: new AbortController().signal, tell: () => {} });
const listOf = (count: number, weight: (i: number) => number = () => 1): string =>
  [
    "commitment,weight",
    ...Array.from({ length: count }, (_, i) => `${createIdentity().commitment},${weight(i)}`),
  ].join("\n");

const DRAFT: Draft = {
  ...emptyDraft("en"),
  languages: ["en", "ca"],
  title: { en: "The library", ca: "La biblioteca" },
  questions: [
    {
      title: { en: "Where?", ca: "On?" },
      choices: [
        { en: "Harbour", ca: "Port" },
        { en: "Market", ca: "Mercat" },
        { en: "Mill", ca: "Molí" },
      ],
    },
  ],
  sealed: false,
  voters: { kind: "list", name: "voters.csv", csv: listOf(25) },
};

describe("pages: an organiser's draft", () => {
  it("is read back as it was saved, with every kind of part", () => {
    const drafts: Draft[] = [
      DRAFT,
      {
        ...DRAFT,
        image: { name: "a.png", base64: "iVBORw0KGgo=" },
        start: { kind: "at", at: "2026-12-01T09:00" },
      },
      { ...DRAFT, voters: { kind: "invitations", secrets: [newInvitation()] }, start: { kind: "by-hand" } },
    ];
    for (const draft of drafts)
      assert.deepEqual(draftFromJson(draftToJson(draft)), { ...draft, image: draft.image });
  });

  it("is refused with any part that is wrong, missing or unknown, and no part of it is quoted", () => {
    const good = JSON.parse(draftToJson(DRAFT));
    const wrong = ["a stranger's text", 1e9, -1, null, [], [{}], { kind: 1 }];
    for (const name of Object.keys(good)) {
      for (const value of wrong) {
        const text = JSON.stringify({ ...good, [name]: value });
        throwsCode("organise/draft", () => draftFromJson(text));
        assert.throws(
          () => draftFromJson(text),
          (error: Error) => !error.message.includes("stranger"),
        );
      }
      const { [name]: _, ...less } = good;
      if (name !== "image") throwsCode("organise/draft", () => draftFromJson(JSON.stringify(less)));
    }
    throwsCode("organise/draft", () => draftFromJson(JSON.stringify({ ...good, more: 1 })));
    throwsCode("organise/draft", () => draftFromJson("{"));
  });
});

describe("pages: invitations", () => {
  it("are accounts as viem has them, and sign registrations as a wallet does", async () => {
    for (let i = 0; i < 4; i++) {
      const secret = newInvitation();
      const account = privateKeyToAccount(secret);
      assert.equal(invitationAddress(secret), account.address.toLowerCase());
      const data = registrationTypedData(new Uint8Array(32).fill(i), {
        processId: toHex(new Uint8Array(32).fill(7)),
        commitment: BigInt(i) + 1n,
        weight: 1n,
        nonce: 0,
      });
      const signature = signWithInvitation(secret, hashTypedData(data));
      assert.equal(signature, await account.signTypedData(data));
      assert.ok(await verifyTypedData({ ...data, address: account.address, signature }));
    }
  });
});

describe("pages: the organiser's desk, at a real node", function () {
  this.timeout(60_000);
  let folder: string;
  let node: NodeOfChain;
  let pages: PageServer;
  let link: ChainLink;
  const desk = deskService();
  const prepare = async (change: Partial<Draft>): Promise<Prepared> =>
    desk.prepare({ ...DRAFT, ...change }, call() as never);
  /** The checks that are not right, with the codes of their errors. */
  const wrong = async (change: Partial<Draft>) => {
    const { checks, params } = await prepare(change);
    assert.equal(
      params === undefined,
      checks.some(({ state }) => state !== "right"),
    );
    return checks.filter(({ state }) => state === "wrong").map(({ name, error }) => [name, error!.code]);
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "psephos-desk-"));
    const genesis = testGenesis({
      evm: { chainId: 31_337, contracts: [`0x${"c0".repeat(20)}`] },
      lists: {
        ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
        validators: [validatorKey(SECRET_KEY)],
      },
    });
    node = await startNode(join(folder, "node"), new World(createFacts({ verifiers: [] }), genesis), [], 20);
    link = { genesisHash: toHex(genesis.hash), nodes: [await node.open()], proofs: [], manifest: undefined };
    const shown = await desk.connect(link, call() as never);
    assert.deepEqual(shown.contracts, genesis.evm!.contracts);
    assert.equal(shown.keykeepers, 0);
  });
  after(async () => {
    await pages?.close();
    await node?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("makes the files that the commands take", async () => {
    const { files, params, voters, doubts } = await prepare({});
    assert.equal(voters, 25);
    assert.deepEqual(doubts, ["open-votes", "no-pages"]);
    const bytes = new Map(files.map((file) => [file.name, file.bytes]));
    assert.deepEqual(parseParamsFile(bytes.get("params.json")!), params);
    const { title, questions } = parseMetadata(bytes.get("metadata.json")!);
    assert.deepEqual(title, { default: "The library", ca: "La biblioteca", en: "The library" });
    assert.equal(questions[0]!.choices.length, 3);
  });

  it("announces the pages that it is one of, and says if it cannot", async () => {
    const served = join(folder, "pages");
    mkdirSync(join(served, "assets"), { recursive: true });
    writeFileSync(join(served, "assets", "worker.js"), "1;");
    pages = await servePages(served, 0, { pages: served });
    const prepared = async (place: string) => {
      const own = deskService(place);
      await own.connect(link, call() as never);
      const { files, doubts } = await own.prepare(DRAFT, call() as never);
      const { bytes } = files.find(({ name }) => name === "metadata.json")!;
      return { announced: parseMetadata(bytes).pages, doubts };
    };
    assert.deepEqual(await prepared(`${pages.origin}/assets/worker.js`), {
      announced: pages.manifest,
      doubts: ["open-votes"],
    });
    const none = { announced: undefined, doubts: ["open-votes", "no-pages"] };
    for (const place of [`${link.nodes[0]}/assets/worker.js`, "http://127.0.0.1:9/assets/worker.js"])
      assert.deepEqual(await prepared(place), none, place);
  });

  it("announces pages of a gateway by their address on IPFS", () => {
    const cid = "bafybeibj6lixxzqtsb45ysdjnupvqkufgdvzqbnvmhw2kf7cfkesy7r7d4";
    const old = "QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4";
    const cases = [
      [`http://127.0.0.1:8080/ipfs/${cid}/pages.json`, `ipfs://${cid}/pages.json`],
      [`https://gateway.example/ipfs/${old}/a/pages.json`, `ipfs://${old}/a/pages.json`],
      [`http://${cid}.ipfs.localhost:8080/pages.json`, `ipfs://${cid}/pages.json`],
      [`https://${cid}.ipfs.dweb.link/a/pages.json`, `ipfs://${cid}/a/pages.json`],
      ["https://vote.example/ipfs/pages.json", "https://vote.example/ipfs/pages.json"],
      ["https://vote.example/a/pages.json", "https://vote.example/a/pages.json"],
    ] as const;
    for (const [address, announced] of cases) assert.equal(announcedAddress(new URL(address)), announced);
  });

  it("writes every parameter that a draft can ask for", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          interruptible: fc.boolean(),
          changes: fc.nat(255),
          minutes: fc.integer({ min: 1, max: 100_000 }),
          layout: fc.constantFrom("single-choice" as const, "multiple-choice" as const),
          chosen: fc.integer({ min: 1, max: 3 }),
          start: fc.constantFrom({ kind: "soon" as const }, { kind: "by-hand" as const }),
        }),
        async (change) => {
          const { params } = await prepare(change);
          assert.deepEqual(parseParamsFile(new TextEncoder().encode(paramsToJson(params!))), params);
          assert.equal(params!.maxCount, change.layout === "multiple-choice" ? change.chosen : 1);
          assert.equal(params!.mode.autoStart, change.start.kind === "soon");
        },
      ),
      { numRuns: 10 },
    ));

  it("says which check fails, by the library's own rule", async () => {
    const addresses = `address\n0x${"ab".repeat(20)}\n`;
    const list = (csv: string): Partial<Draft> => ({ voters: { kind: "list", name: "a.csv", csv } });
    const cases: [Partial<Draft>, (readonly [string, string])[]][] = [
      [{ title: { en: "The library", ca: " " } }, [["texts", "process/metadata"]]],
      [{ image: { name: "x", base64: "AAAA" } }, [["image", "organise/image"]]],
      [{ voters: { kind: "none" } }, [["voters", "organise/no-voters"]]],
      [list("commitment\nnot a number\n"), [["voters", "organise/bad-rows"]]],
      [list("name,weight\nAda,1\n"), [["voters", "csv/header"]]],
      [{ anonymous: false }, [["voters", "organise/other-list"]]],
      [list(addresses), [["start", "organise/no-registration-time"]]],
      [
        { layout: "multiple-choice", chosen: 4 },
        [
          ["fit", "process/metadata-params"],
          ["rules", "process/declaration"],
          ["keys", "process/declaration"],
        ],
      ],
      [{ sealed: true }, [["keys", "ledger/no-keykeepers"]]],
      [{ start: { kind: "at", at: "2020-01-01T00:00" } }, [["start", "organise/start-past"]]],
    ];
    for (const [change, found] of cases) assert.deepEqual(await wrong(change), found, JSON.stringify(change));
  });

  it("names the doubts that an organiser should think about", async () => {
    const doubts = async (change: Partial<Draft>) => (await prepare(change)).doubts;
    const list = (csv: string): Partial<Draft> => ({ voters: { kind: "list", name: "a.csv", csv } });
    assert.ok((await doubts(list(listOf(19)))).includes("few-voters"));
    assert.ok((await doubts(list(listOf(40, (i) => 1 + (i % 3))))).includes("rare-weight"));
    assert.ok((await doubts({ interruptible: false })).includes("no-way-back"));
    assert.ok((await doubts({ minutes: 59 })).includes("short"));
  });

  it("names each bad row of a list", async () => {
    const {
      problems,
      wrong: count,
      voters,
    } = await desk.readList({ csv: "commitment,weight\n5,1\n5,1\nx,1\n6,0\n7\n8,2\n" }, call() as never);
    assert.deepEqual(
      problems.map(({ line, code }) => [line, code]),
      [
        [3, "csv/duplicate"],
        [4, "csv/commitment"],
        [5, "csv/weight"],
        [6, "csv/columns"],
      ],
    );
    assert.deepEqual([count, voters], [4, 2]);
  });
});
