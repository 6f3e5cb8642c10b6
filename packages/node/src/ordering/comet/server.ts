/**
 * The application's side of ABCI 2.0, the engine's protocol with it: frames of protobuf over a unix or TCP socket. The engine opens four connections (consensus, mempool, queries,
 * snapshots). On each, the replies come in the order of the requests, however long one takes; requests of one connection may be worked on together.
 */
import { chmod, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Failure } from "psephos";
import { FrameReader, frameOf } from "./frames.js";
import { type Request, RequestSchema, ResponseSchema } from "./generated/tendermint/abci/types_pb.js";

type RequestCase = NonNullable<Request["value"]["case"]>;
type RequestOf<Case extends RequestCase> = Extract<Request["value"], { case: Case }>["value"];
type ResponseValue = NonNullable<MessageInitShape<typeof ResponseSchema>["value"]>;
type ResponseInit<Case extends RequestCase> = Extract<ResponseValue, { case: Case }>["value"];

/** What the engine asks besides `echo` and `flush`, which the server answers itself. */
export type ApplicationCase = Exclude<RequestCase, "echo" | "flush">;

/** Answers each request. A rejection stops the engine: it is for faults alone. */
export type Application = {
  readonly [Case in ApplicationCase]: (
    request: RequestOf<Case>,
  ) => Promise<ResponseInit<Case>> | ResponseInit<Case>;
};

/** `unix:///path`, or `tcp://host:port`. */
export type SocketAddress = `unix://${string}` | `tcp://${string}`;

export interface ServerOptions {
  readonly address: SocketAddress;
  readonly application: Application;
  /** The most bytes of a message. */
  readonly most: number;
  /** A request could not be answered, or a connection spoke another protocol. */
  failed(error: unknown): void;
}

export interface AbciServer {
  /** With the port that was taken, if the address left it open. */
  readonly address: SocketAddress;
  close(): Promise<void>;
}

/** Requests of one connection that may be under way before it is read no further. */
const MOST_UNDER_WAY = 4096;

const encode = (value: ResponseValue): Uint8Array =>
  frameOf(toBinary(ResponseSchema, create(ResponseSchema, { value })));

class Connection {
  readonly #socket: Socket;
  readonly #options: ServerOptions;
  readonly #frames: FrameReader;
  /** A place for each request, in their order; it has the reply when that is ready. */
  readonly #replies: { bytes?: Uint8Array }[] = [];

  constructor(socket: Socket, options: ServerOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#frames = new FrameReader(options.most);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#read(chunk));
    socket.on("error", () => socket.destroy());
  }

  #read(chunk: Uint8Array): void {
    try {
      for (const frame of this.#frames.push(chunk)) this.#take(fromBinary(RequestSchema, frame).value);
    } catch (error) {
      this.#options.failed(error);
      this.#socket.destroy();
      return;
    }
    this.#send();
  }

  #take(request: Request["value"]): void {
    const place: { bytes?: Uint8Array } = {};
    this.#replies.push(place);
    if (request.case === "flush") place.bytes = encode({ case: "flush", value: {} });
    else if (request.case === "echo")
      place.bytes = encode({ case: "echo", value: { message: request.value.message } });
    else if (request.case === undefined)
      throw new Failure("comet/socket", "the engine sent an unknown request");
    else
      void this.#answer(request.case, request.value).then((bytes) => {
        place.bytes = bytes;
        this.#send();
      });
  }

  async #answer(name: ApplicationCase, value: unknown): Promise<Uint8Array> {
    try {
      const handle = this.#options.application[name] as (request: unknown) => unknown;
      return encode({ case: name, value: await handle(value) } as ResponseValue);
    } catch (error) {
      this.#options.failed(error);
      return encode({
        case: "exception",
        value: { error: error instanceof Error ? error.message : "a fault" },
      });
    }
  }

  /** Sends the replies that are ready, up to the first that is not. */
  #send(): void {
    const ready: Uint8Array[] = [];
    while (this.#replies[0]?.bytes) ready.push(this.#replies.shift()!.bytes!);
    if (ready.length > 0 && !this.#socket.destroyed) this.#socket.write(Buffer.concat(ready));
    if (this.#replies.length > MOST_UNDER_WAY) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }
}

/** Whether somebody listens on a unix socket. */
const isAnswered = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

/** Removes the file of a unix socket that a killed process left. @throws PsephosError `comet/socket`: it is in use */
async function removeStale(path: string): Promise<void> {
  if (await isAnswered(path))
    throw new Failure("comet/socket", `another process listens on ${path}`, {
      hint: "Does this node run already? A home has one process at a time.",
    });
  await rm(path, { force: true });
}

function listen(server: Server, address: SocketAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new Failure("comet/socket", `the application cannot listen on ${address}`, { cause })),
    );
    if (address.startsWith("unix://")) return void server.listen(address.slice(7), resolve);
    const { hostname, port } = new URL(address.replace("tcp:", "http:"));
    server.listen(Number(port), hostname, resolve);
  });
}

/** Listens for the engine. @throws PsephosError `comet/socket` */
export async function serveApplication(options: ServerOptions): Promise<AbciServer> {
  const { address } = options;
  if (address.startsWith("unix://")) await removeStale(address.slice(7));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    new Connection(socket, options);
  });
  await listen(server, address);
  // Whoever can write to it can decide blocks in the engine's place.
  if (address.startsWith("unix://")) await chmod(address.slice(7), 0o600);
  const bound = server.address();
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    address:
      typeof bound === "object" && bound
        ? `tcp://${new URL(address.replace("tcp:", "http:")).hostname}:${bound.port}`
        : address,
    close,
  };
}
