/**
 * WebSocket for browsers, with what the library does not bound: sockets that say nothing, sockets of one address, and the length of frames. It bounds a socket from the moment at
 * which it is accepted, not from the end of the handshakes.
 */
import type { Server, Socket } from "node:net";
import type { CreateListenerOptions, Listener, Transport } from "@libp2p/interface";
import { webSockets } from "@libp2p/websockets";
import { Counts, MOST_FRAME, MOST_VISITORS, MOST_VISITORS_OF_ADDRESS, OPENING_TIME } from "./bounds.js";

export interface WebSocketBounds {
  /** Whom an address counts for; undefined for a proxy, which brings many. */
  readonly senderOf: (address: string) => string | undefined;
  /** Whether a socket of this address and port has become a connection of a peer. */
  readonly isOpen: (address: string, port: number) => boolean;
  /** Milliseconds until it has to be one; 10,000 if left out. */
  readonly openingTime?: number;
}

/** What the library's listener has inside. */
interface Inside {
  readonly server: Server;
  readonly wsServer: { readonly options: { maxPayload?: number } };
}

class Sockets {
  readonly #bounds: WebSocketBounds;
  readonly #open = new Set<Socket>();
  readonly #ofSender = new Counts();

  constructor(bounds: WebSocketBounds) {
    this.#bounds = bounds;
  }

  take(socket: Socket): void {
    const { remoteAddress: address, remotePort: port } = socket;
    if (address === undefined || port === undefined) return void socket.destroy();
    const sender = this.#bounds.senderOf(address);
    if (sender !== undefined && this.#ofSender.of(sender) >= MOST_VISITORS_OF_ADDRESS)
      return void socket.destroy();
    const leaves = sender === undefined ? undefined : this.#ofSender.add(sender);
    this.#open.add(socket);
    const timer = setTimeout(() => {
      if (!this.#bounds.isOpen(address, port)) socket.destroy();
    }, this.#bounds.openingTime ?? OPENING_TIME);
    socket.once("close", () => {
      clearTimeout(timer);
      this.#open.delete(socket);
      leaves?.();
    });
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
  }
}

function bounded(listener: Listener, bounds: WebSocketBounds): Listener {
  const { server, wsServer } = listener as unknown as Inside;
  const sockets = new Sockets(bounds);
  server.maxConnections = MOST_VISITORS;
  wsServer.options.maxPayload = MOST_FRAME;
  server.prependListener("connection", (socket: Socket) => sockets.take(socket));
  const close = listener.close.bind(listener);
  return Object.assign(listener, {
    close: async (...options: Parameters<typeof close>) => {
      sockets.close(); // the library waits for all of them
      await close(...options);
    },
  });
}

/** The library's transport, whose listeners are bounded. */
export function boundedWebSockets(bounds: WebSocketBounds) {
  const make = webSockets();
  return (components: Parameters<typeof make>[0]): Transport => {
    const transport = make(components);
    const createListener = transport.createListener.bind(transport);
    return Object.assign(transport, {
      createListener: (options: CreateListenerOptions) => bounded(createListener(options), bounds),
    });
  };
}
