// A gateway's signed record: of this chain, by a validator, in one form, and good for a while.
import assert from "node:assert/strict";
import {
  checkGatewayRecord,
  decodeGatewayRecord,
  encodeGatewayRecord,
  type GatewayRecord,
  RECORD_SECONDS,
  signGatewayRecord,
  validatorKey,
} from "../../src/api/index.js";
import { toHex } from "../../src/bytes/index.js";
import { rejectsCode, throwsCode } from "../support/errors.js";

const SEED = new Uint8Array(32).fill(7);
const OTHER = new Uint8Array(32).fill(8);
const HASH = new Uint8Array(32).fill(1);
const NOW = 1_800_000_000;
const genesis = { hash: HASH, lists: { validators: [validatorKey(SEED)] } } as never;

const unsigned = {
  addresses: ["https://node.example"],
  expires: NOW + 1000,
  genesisHash: toHex(HASH),
  gossip: ["/ip4/192.0.2.1/tcp/4001/p2p/12D3KooW"],
  keys: "0x0102",
  relays: ["https://relay.example"],
  software: "psephos-node 0.1.0",
} as const;
const made = (change: Partial<GatewayRecord> = {}, seed = SEED) =>
  signGatewayRecord({ ...unsigned, ...change }, seed);

describe("api: a gateway's record", () => {
  it("is read back in its one form, and checked", () => {
    const record = made();
    assert.deepEqual(decodeGatewayRecord(encodeGatewayRecord(record)), record);
    checkGatewayRecord(genesis, record, NOW);
  });

  it("of another chain, of no validator, over, or good for too long is refused", () => {
    const bad = [
      made({ genesisHash: toHex(OTHER) }),
      made({}, OTHER),
      { ...made({}, OTHER), validator: validatorKey(SEED) },
      made({ expires: NOW }),
      made({ expires: NOW + RECORD_SECONDS + 1 }),
    ];
    for (const record of bad) throwsCode("api/gateway", () => checkGatewayRecord(genesis, record, NOW));
    for (const change of [{ addresses: ["ftp://a"] }, { relays: ["https://a:b@c.example"] }])
      throwsCode("api/url", () => checkGatewayRecord(genesis, made(change), NOW));
  });

  it("with any field changed after it was signed is refused", () => {
    const record = made();
    const changes: Partial<GatewayRecord>[] = [
      { addresses: ["https://evil.example"] },
      { expires: NOW + 1001 },
      { keys: "0x0103" },
      { relays: ["https://evil.example"] },
      { gossip: [] },
      { software: "x" },
      { signature: `0x${"00".repeat(64)}` },
    ];
    for (const change of changes)
      throwsCode("api/gateway", () => checkGatewayRecord(genesis, { ...record, ...change }, NOW));
  });

  it("that is huge, malformed, or in another form is refused", async () => {
    const text = encodeGatewayRecord(made());
    const bad = [
      "",
      "null",
      "[]",
      text.slice(0, -1),
      ` ${text}`,
      text.replace("{", '{"more":1,'),
      text.replace('"software"', '"Software"'),
      "x".repeat(20_000),
      encodeGatewayRecord(made({ addresses: Array<string>(9).fill("https://a.example") })),
      encodeGatewayRecord(made({ addresses: ["https://a.example/".padEnd(201, "a")] })),
      encodeGatewayRecord(made({ keys: `0x${"00".repeat(513)}` })),
      encodeGatewayRecord(made({ keys: "0x" })),
    ];
    for (const one of bad) await rejectsCode("api/gateway", async () => decodeGatewayRecord(one));
  });
});
