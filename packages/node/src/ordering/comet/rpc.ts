/** The engine's JSON-RPC, as far as a node needs it. It is asked on loopback. */
import { Failure } from "psephos";

/** What the engine says of itself. */
export interface EngineStatus {
  readonly nodeId: string;
  readonly height: number;
  readonly catchingUp: boolean;
  readonly validatorAddress: string;
  readonly votingPower: string;
}

export interface Broadcast {
  /** 0 if the mempool took it: no receipt, for the engine may still drop it. */
  readonly code: number;
  /** What the application said. */
  readonly log: string;
}

/** Milliseconds for an answer. */
const PATIENCE = 15_000;

type Json = Readonly<Record<string, unknown>>;

export class EngineRpc {
  readonly #url: string;

  /** @param url as http://127.0.0.1:26657 */
  constructor(url: string) {
    this.#url = url;
  }

  /** @throws PsephosError `comet/rpc`: nobody answers, or the engine refuses */
  async call<T>(method: string, params: Json = {}): Promise<T> {
    let answer: {
      readonly result?: T;
      readonly error?: { readonly message?: string; readonly data?: string };
    };
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      answer = (await response.json()) as typeof answer;
    } catch (cause) {
      throw new Failure("comet/rpc", "the engine does not answer", { cause });
    }
    if (answer.result === undefined)
      throw new Failure(
        "comet/rpc",
        `the engine refuses ${method}: ${answer.error?.data ?? answer.error?.message}`,
      );
    return answer.result;
  }

  async status(): Promise<EngineStatus> {
    const { node_info, sync_info, validator_info } = await this.call<{
      readonly node_info: { readonly id: string };
      readonly sync_info: { readonly latest_block_height: string; readonly catching_up: boolean };
      readonly validator_info: { readonly address: string; readonly voting_power: string };
    }>("status");
    return {
      nodeId: node_info.id,
      height: Number(sync_info.latest_block_height),
      catchingUp: sync_info.catching_up,
      validatorAddress: validator_info.address,
      votingPower: validator_info.voting_power,
    };
  }

  /** How many other nodes it is connected to. */
  async peers(): Promise<number> {
    const { n_peers } = await this.call<{ readonly n_peers: string }>("net_info");
    return Number(n_peers);
  }

  /** How many validators the chain has at present. */
  async validators(): Promise<number> {
    const { total } = await this.call<{ readonly total: string }>("validators");
    return Number(total);
  }

  /** Gives the engine a batch, which asks the application whether to take it. */
  async broadcast(batch: Uint8Array): Promise<Broadcast> {
    try {
      return await this.call<Broadcast>("broadcast_tx_sync", { tx: Buffer.from(batch).toString("base64") });
    } catch (error) {
      // The very same batch is in its mempool, or was a moment ago.
      if (error instanceof Failure && /already exists in cache/.test(error.message))
        return { code: 0, log: "" };
      throw error;
    }
  }
}
