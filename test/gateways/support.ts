/** Gateways on loopback that say what a test makes them say: signed heads, lists of records. Liars have to be made by hand. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import {
  type GatewayRecord,
  type Head,
  signGatewayRecord,
  signHead,
  type UnsignedGatewayRecord,
  validatorKey,
} from "../../src/api/index.js";
import { type Hex, toHex } from "../../src/bytes/index.js";
import { encodeKeys, publicOf } from "../../src/oblivious/index.js";
import { ORACLES, testGenesis } from "../support/ledger/world.js";

export const NOW = Math.floor(Date.now() / 1000);
export const seedOf = (name: string): Uint8Array => sha256(utf8ToBytes(`psephos gateway ${name}`));

/** A genesis document with so many validators, and their seeds. */
export function validators(count: number) {
  const seeds = Array.from({ length: count }, (_, i) => seedOf(`validator ${i}`));
  const genesis = testGenesis({
    lists: {
      ...{ oracles: ORACLES.map(({ address }) => address), quorum: 2, keykeepers: null },
      validators: seeds.map(validatorKey),
    },
  });
  return { seeds, genesis };
}

type TestChain = ReturnType<typeof validators>;

/** The chain's root of a height; each name is another chain's. */
export const rootOf = (height: number, name = "true"): Hex => toHex(sha256(utf8ToBytes(`${name} ${height}`)));

export const recordOf = (
  { genesis }: Pick<TestChain, "genesis">,
  seed: Uint8Array,
  change: Partial<UnsignedGatewayRecord> = {},
): GatewayRecord =>
  signGatewayRecord(
    {
      ...{ addresses: [], relays: [], gossip: [], software: "test", expires: NOW + 1000 },
      keys: toHex(encodeKeys([{ id: 1, publicKey: publicOf(seed) }])),
      genesisHash: toHex(genesis.hash),
      ...change,
    },
    seed,
  );

export interface TestGateway {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** What `/v1/gateways` gives. */
  list: readonly unknown[];
  /** What `/v1/validators` gives; nothing if undefined. */
  validators: unknown;
  height: number;
  /** Which chain its roots are of, at a height. */
  chain: (height: number) => string;
  /** Changes a head after it was signed. */
  spoil: (head: Head) => Head;
  close(): Promise<void>;
}

/** Opens a gateway. */
export async function openGateway(
  { genesis }: Pick<TestChain, "genesis">,
  seed: Uint8Array,
): Promise<TestGateway> {
  const headAt = (height: number) =>
    gateway.spoil(
      signHead(genesis.hash, { height, time: 0, stateRoot: rootOf(height, gateway.chain(height)) }, seed),
    );
  const answerOf = (path: string): unknown => {
    if (path === "/v1/gateways") return { gateways: gateway.list };
    if (path === "/v1/validators") return gateway.validators;
    if (path === "/v1/chain")
      return {
        ...{ genesisHash: toHex(genesis.hash), head: headAt(gateway.height) },
        ...{ processes: 0, accepting: true, reason: null },
      };
    const height = Number(/^\/v1\/heads\/(\d+)$/.exec(path)?.[1] ?? 0);
    return height > 0 && height <= gateway.height ? headAt(height) : undefined;
  };
  const server = createServer((request, response) => {
    gateway.asked.push(request.url!);
    const answer = answerOf(request.url!);
    const error = { code: "service/no-block", message: "no", hint: "" };
    response.writeHead(answer ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const gateway: TestGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    list: [],
    validators: undefined,
    height: 100,
    chain: () => "true",
    spoil: (head) => head,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return gateway;
}
