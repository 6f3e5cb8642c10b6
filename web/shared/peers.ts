/**
 * A page's way to a node without HTTP: js-libp2p over WebSocket, one request a stream (`packages/node/src/network/gossip/requests.ts`). No directory, no discovery, no servers of
 * strangers: it dials the addresses that it is given. The page's name among peers is made for this, kept nowhere, and left after a quiet while.
 */
import { noise } from "@libp2p/noise";
import { lpStream } from "@libp2p/utils";
import { webSockets } from "@libp2p/websockets";
import { yamux } from "@libp2p/yamux";
import { type Multiaddr, multiaddr } from "@multiformats/multiaddr";
import { createLibp2p, type Libp2p } from "libp2p";
import { ensure } from "../../src/errors/index.js";
import { binaryFetch } from "../../src/oblivious/index.js";
import { nodeOfPeer } from "./peer-address.js";

const MOST_ANSWER = 9 * 2 ** 20;
/** Streams at once: a node takes eight of a connection. */
const AT_ONCE = 6;
const TIMEOUT = 30_000;
/** Milliseconds without a request after which the name is left. */
const QUIET = 20_000;

export class Peers {
  readonly #protocol: string;
  #node: Promise<Libp2p> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #open = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param genesisHash of the voting chain: nodes of others do not answer */
  constructor(genesisHash: string) {
    this.#protocol = `/psephos/${genesisHash}/requests/1`;
  }

  /** What makes requests to one node. @throws PsephosError `shared/link` */
  fetchFrom(text: string): typeof fetch {
    const node = nodeOfPeer(text);
    ensure(node, "shared/link", "a node's address for browsers is /dns4/HOST/tcp/PORT/wss/p2p/ID");
    const address = multiaddr(text);
    return binaryFetch(new URL(node).origin, (request, signal) =>
      this.#inTurn(() => this.#exchange(address, request, signal ?? AbortSignal.timeout(TIMEOUT))),
    );
  }

  #start(): Promise<Libp2p> {
    return createLibp2p({
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionMonitor: { enabled: false },
      // Names are the browser's to resolve: no one is asked for them by HTTPS.
      connectionManager: { resolvers: {} },
      // Which addresses are dialled is the caller's to say.
      connectionGater: { denyDialMultiaddr: () => false },
    });
  }

  async #exchange(address: Multiaddr, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    this.#node ??= this.#start();
    const node = await this.#node;
    const stream = await node.dialProtocol(address, this.#protocol, { signal });
    try {
      const lp = lpStream(stream, { maxDataLength: MOST_ANSWER, maxBufferSize: 2 * MOST_ANSWER });
      await lp.write(request, { signal });
      const answer = await lp.read({ signal });
      stream.close().catch(() => {}); // the answer is there
      return answer.subarray();
    } catch (error) {
      stream.abort(error as Error);
      throw error;
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#open += 1;
    try {
      if (this.#open > AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      return await work();
    } finally {
      this.#open -= 1;
      this.#waiting.shift()?.();
      if (this.#open === 0) this.#timer = setTimeout(() => void this.close(), QUIET);
    }
  }

  /** Leaves its name; the next request begins with another one. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const node = this.#node;
    this.#node = undefined;
    await (await node?.catch(() => undefined))?.stop();
  }
}
