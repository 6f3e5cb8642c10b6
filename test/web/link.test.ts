import assert from "node:assert/strict";
import {
  type ElectionLink,
  formatLink,
  isWebAddress,
  parseElectionLink,
  parseVoteLink,
} from "../../web/shared/link.js";
import { throwsCode } from "../support/errors.js";

const link: ElectionLink = {
  processId: `0x${"a1".repeat(32)}`,
  genesisHash: `0x${"b2".repeat(32)}`,
  nodes: ["https://one.example/", "https://two.example:8443/psephos"],
  proofs: ["https://mirror.example/census-7/"],
  manifest: "c3".repeat(32),
  key: "d4".repeat(32),
};
const vote = { ...link, voterId: `0x${"e5".repeat(32)}`, envelopeHash: `0x${"f6".repeat(32)}` } as const;

describe("pages: links", () => {
  it("are read as they were written, with # and without", () => {
    for (const text of [formatLink(link), formatLink(link).slice(1)])
      assert.deepEqual(parseElectionLink(text), link);
    assert.deepEqual(parseVoteLink(formatLink(vote)), vote);
    const peers = ["/dns4/one.example/tcp/443/wss/p2p/12D3KooWJRSrypvnpHgc6ZAgyCni4KcSmbV7uGRaMw5LgMKT18fq"];
    for (const nodes of [link.nodes, []])
      assert.deepEqual(parseElectionLink(formatLink({ ...link, nodes, peers })), { ...link, nodes, peers });
    const least = { ...link, nodes: link.nodes.slice(1), proofs: [], manifest: undefined, key: undefined };
    assert.deepEqual(parseElectionLink(formatLink(least)), least);
  });

  it("have nothing before the fragment: no server sees them", () => {
    assert.equal(formatLink(link)[0], "#");
  });

  it("are refused in any part that is not in its form", () => {
    const text = formatLink(link);
    const cases: [name: string, text: string][] = [
      ["no election", text.replace(/election=[^&]*&/, "")],
      ["no chain", text.replace(/genesis=[^&]*&/, "")],
      ["no node", text.replace(/node=[^&]*&/g, "")],
      ["two elections", `${text}&election=${link.processId}`],
      ["capitals", text.replace("a1a1", "A1A1")],
      ["a short id", text.replace("a1a1", "a1")],
      ["a short manifest", text.replace("c3c3", "c3")],
      ["an unknown part", `${text}&secret=1`],
      ["nine nodes", `${text}${"&node=https://one.example".repeat(8)}`],
      [
        "a relay without a node",
        `${text.replace(/node=[^&]*&/g, "")}&relay=https://a.example&peer=/dns4/a/tcp/1/wss/p2p/12D3`,
      ],
      ["a peer without an id", `${text}&peer=/dns4/one.example/tcp/443/wss`],
      ["a peer that is a URL", `${text}&peer=https://one.example/p2p/12D3`],
      ["nine peers", `${text}${"&peer=/dns4/a/tcp/1/wss/p2p/12D3".repeat(9)}`],
      ["a script", `${text}&node=javascript:alert(1)`],
      ["plain http", `${text}&node=http://one.example`],
      ["a password", `${text}&node=https://a:b@one.example`],
      ["a mirror in plain http", `${text}&proofs=http://one.example`],
      ["too long", `${text}&key=${"d".repeat(9000)}`],
      ["nothing", ""],
    ];
    for (const [name, broken] of cases)
      assert.match(throwsCode("shared/link", () => parseElectionLink(broken)).message, /link/, name);
    throwsCode("shared/link", () => parseVoteLink(text));
  });

  it("name for each node the validator that runs it, or for none", () => {
    const written = formatLink(vote);
    const validators = link.nodes.map((_, i): `0x${string}` => `0x${`e${i}`.repeat(32)}`);
    assert.deepEqual(parseVoteLink(formatLink({ ...vote, validators })), { ...vote, validators });
    for (const broken of [
      `${written}&validator=${validators[0]}`,
      `${written}${"&validator=0xE0".repeat(link.nodes.length)}`,
    ])
      throwsCode("shared/link", () => parseVoteLink(broken));
  });

  it("name hosts by https; plain http only on this machine", () => {
    for (const good of ["https://a.example", "http://127.0.0.1:8790", "http://localhost/x", "http://[::1]:1"])
      assert.ok(isWebAddress(good), good);
    for (const bad of [
      "",
      "a.example",
      "http://a.example",
      "http://127.example",
      "https://a.example/#x",
      "ftp://a",
    ])
      assert.ok(!isWebAddress(bad), bad);
  });
});
