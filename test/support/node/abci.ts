/** The engine's side of ABCI for tests: requests over a real socket to a node's application, and blocks without an engine. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { FrameReader, frameOf } from "../../../packages/node/src/ordering/comet/frames.js";
import {
  type Request,
  RequestSchema,
  type Response,
  ResponseSchema,
} from "../../../packages/node/src/ordering/comet/generated/tendermint/abci/types_pb.js";
import {
  type CometOptions,
  CometOrdering,
  EngineRpc,
} from "../../../packages/node/src/ordering/comet/index.js";
import { NodeStore } from "../../../packages/node/src/store/index.js";
import { consensusChainId } from "../../../src/api/index.js";
import type { CheckedGenesis, Facts } from "../../../src/ledger/index.js";
import { seedOf } from "./comet.js";

type RequestValue = NonNullable<MessageInitShape<typeof RequestSchema>["value"]>;
type Case = NonNullable<Request["value"]["case"]>;
type RequestInit<C extends Case> = Extract<RequestValue, { case: C }>["value"];
type Answer<C extends Case> = Extract<Response["value"], { case: C }>["value"];

/** One connection of the engine. */
export class AbciClient {
  readonly #socket: Socket;
  readonly #waiting: ((response: Response["value"]) => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    const frames = new FrameReader(2 ** 28);
    socket.on("data", (chunk) => {
      for (const frame of frames.push(chunk)) this.#waiting.shift()!(fromBinary(ResponseSchema, frame).value);
    });
  }

  static async connect(address: string): Promise<AbciClient> {
    const socket = connect(address.replace("unix://", ""));
    await once(socket, "connect");
    return new AbciClient(socket);
  }

  /** Rejects with what the application says of a fault. */
  async ask<C extends Case>(name: C, value: RequestInit<C>): Promise<Answer<C>> {
    const request = create(RequestSchema, { value: { case: name, value } as RequestValue });
    const answered = new Promise<Response["value"]>((resolve) => this.#waiting.push(resolve));
    this.#socket.write(frameOf(toBinary(RequestSchema, request)));
    const response = await answered;
    if (response.case === "exception") throw new Error(response.value.error);
    return response.value as Answer<C>;
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  get closed(): Promise<unknown> {
    return once(this.#socket, "close");
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** An application without an engine. */
export interface OpenApplication {
  readonly client: AbciClient;
  readonly ordering: CometOrdering;
  readonly store: NodeStore;
  /** Decides and commits a block. @returns what the application found */
  block(batches: readonly Uint8Array[]): Promise<Answer<"finalizeBlock">>;
  close(): Promise<void>;
}

const NOWHERE = new EngineRpc("http://127.0.0.1:9");

export async function openApplication(
  folder: string,
  genesis: CheckedGenesis,
  facts: Facts,
  change: Partial<CometOptions> & { readonly begin?: boolean } = {},
): Promise<OpenApplication> {
  const store = NodeStore.open(`${folder}/store`);
  const ordering = new CometOrdering({
    genesis,
    store,
    facts,
    secretKey: seedOf(0),
    version: "0.0.0-test",
    address: `unix://${folder}/app.sock`,
    rpc: NOWHERE,
    blockTime: 1000,
    ...change,
  });
  await ordering.start();
  const client = await AbciClient.connect(ordering.address);
  // A test chain whose genesis document names nobody is begun by no engine.
  if (store.height === 0 && change.begin !== false && genesis.lists.validators.length > 0)
    await client.ask("initChain", {
      chainId: consensusChainId(genesis),
      initialHeight: 1n,
      validators: genesis.lists.validators.map((key) => ({
        power: 1n,
        pubKey: { sum: { case: "ed25519", value: Buffer.from(key.slice(2), "hex") } },
      })),
    });
  async function block(batches: readonly Uint8Array[]) {
    const height = BigInt(store.height + 1);
    const time = { seconds: height, nanos: 0 };
    const found = await client.ask("finalizeBlock", { height, time, txs: [...batches] });
    await client.ask("commit", {});
    return found;
  }
  const close = async () => {
    client.close();
    await ordering.stop();
    await ordering.close();
    await store.close();
  };
  return { client, ordering, store, block, close };
}
