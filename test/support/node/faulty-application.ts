/** Between an engine and its application: answers come late, or changed. The engine and the application are the real ones. */
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { FrameReader, frameOf } from "../../../packages/node/src/ordering/comet/frames.js";
import {
  type Request,
  RequestSchema,
  type Response,
  ResponseSchema,
} from "../../../packages/node/src/ordering/comet/generated/tendermint/abci/types_pb.js";
import type { SocketAddress } from "../../../packages/node/src/ordering/comet/server.js";

export interface Faults {
  /** The first height whose state root is told to the engine with another first byte. */
  readonly lieFrom?: number;
  /** Milliseconds by which the answers to a kind of request are late; each holds up those behind it. */
  readonly late?: Partial<Record<NonNullable<Request["value"]["case"]>, number>>;
}

const MOST = 2 ** 28;

async function answered(asked: Request["value"], frame: Uint8Array, faults: Faults): Promise<Uint8Array> {
  const late = asked.case === undefined ? undefined : faults.late?.[asked.case];
  if (late !== undefined) await sleep(late);
  if (asked.case !== "finalizeBlock" || faults.lieFrom === undefined || asked.value.height < faults.lieFrom)
    return frame;
  const { value }: Response = fromBinary(ResponseSchema, frame);
  if (value.case !== "finalizeBlock") return frame;
  value.value.appHash[0]! ^= 1;
  return toBinary(ResponseSchema, create(ResponseSchema, { value }));
}

function join(engine: Socket, application: Socket, faults: Faults): void {
  const asked: Request["value"][] = [];
  const [requests, answers] = [new FrameReader(MOST), new FrameReader(MOST)];
  let sent: Promise<unknown> = Promise.resolve();
  engine.on("data", (chunk) => {
    for (const frame of requests.push(chunk)) asked.push(fromBinary(RequestSchema, frame).value);
    application.write(chunk);
  });
  application.on("data", (chunk) => {
    for (const frame of answers.push(chunk)) {
      const request = asked.shift()!;
      sent = sent.then(async () => engine.write(frameOf(await answered(request, frame, faults))));
    }
  });
  for (const [socket, other] of [
    [engine, application],
    [application, engine],
  ] as const) {
    socket.on("error", () => socket.destroy());
    socket.on("close", () => other.destroy());
  }
}

/** Listens on a unix socket for an engine, and passes what it asks on. */
export async function serveFaulty(
  path: string,
  application: SocketAddress,
  faults: Faults,
): Promise<SocketAddress> {
  const server = createServer((engine) => join(engine, connect(application.replace("unix://", "")), faults));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return `unix://${path}`;
}
