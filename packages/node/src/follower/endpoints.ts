/** Ethereum nodes: the first one that answers is used, and one that failed is left alone for a while. */
import { Failure, Refusal } from "psephos";
import type { ChainReader } from "psephos/contracts";
import { createClient, http } from "viem";
import { getChainId } from "viem/actions";
import { describe, isEndpointFault } from "./errors.js";
import type { EndpointStatus, FollowerLog } from "./options.js";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

interface Endpoint {
  readonly host: string;
  readonly client: ChainReader;
  /** Whether it has said that it is on the right chain. */
  checked: boolean;
  failures: number;
  failing: EndpointStatus["failing"];
  /** Until when it is left alone, by the monotonic clock: the machine's own may be set back. */
  pausedUntil: number;
}

export interface EndpointsOptions {
  readonly chainId: number;
  /** Milliseconds for one answer. */
  readonly timeout: number;
  readonly log: FollowerLog;
}

function hostOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return parsed.host;
  throw new Refusal("follower/endpoint", "an endpoint is not an http or https address", {
    hint: "Give the address of an Ethereum node: https://example.org/key.",
  });
}

export class Endpoints {
  readonly #endpoints: readonly Endpoint[];
  readonly #options: EndpointsOptions;

  /** @throws PsephosError `follower/endpoint`: none, or one is not an HTTP address */
  constructor(urls: readonly string[], options: EndpointsOptions) {
    this.#options = options;
    if (urls.length === 0)
      throw new Refusal("follower/endpoint", "the follower needs the address of at least one Ethereum node");
    this.#endpoints = urls.map((url) => ({
      host: hostOf(url),
      client: createClient({ transport: http(url, { timeout: options.timeout, retryCount: 0 }) }),
      checked: false,
      failures: 0,
      failing: null,
      pausedUntil: 0,
    }));
  }

  get status(): EndpointStatus[] {
    return this.#endpoints.map(({ host, failing }) => ({ host, failing }));
  }

  /**
   * Asks the endpoints one after the other until one gives an answer. All requests of `ask` go to the same endpoint.
   * @param first which endpoint to begin with; those that failed lately come last
   * @throws what `ask` threw for the last endpoint that answered; PsephosError `follower/endpoints` if none answered
   */
  async run<T>(ask: (client: ChainReader) => Promise<T>, first = 0): Promise<T> {
    let refused: { readonly error: unknown } | undefined;
    for (const endpoint of this.#order(first)) {
      try {
        await this.#ensureChain(endpoint);
        const answer = await ask(endpoint.client);
        this.#answered(endpoint);
        return answer;
      } catch (error) {
        if (isEndpointFault(error) || isOtherChain(error)) this.#failed(endpoint, describe(error));
        else {
          this.#answered(endpoint);
          refused = { error };
        }
      }
    }
    if (refused) throw refused.error;
    const reasons = this.#endpoints.map(
      ({ host, failing }) => `${host}: ${failing?.why ?? "it did not answer"}`,
    );
    throw new Failure("follower/endpoints", `no Ethereum node answers (${reasons.join("; ")})`, {
      hint: "It is tried again. Check the endpoints, or give more of them.",
    });
  }

  #order(first: number): Endpoint[] {
    const at = first % this.#endpoints.length;
    const turned = [...this.#endpoints.slice(at), ...this.#endpoints.slice(0, at)];
    const isPaused = ({ pausedUntil }: Endpoint) => pausedUntil > performance.now();
    return [...turned.filter((one) => !isPaused(one)), ...turned.filter(isPaused)];
  }

  async #ensureChain(endpoint: Endpoint): Promise<void> {
    if (endpoint.checked) return;
    const chainId = await getChainId(endpoint.client);
    if (chainId !== this.#options.chainId)
      throw new Failure(
        "follower/other-chain",
        `it is on the chain ${chainId}, and the voting chain follows ${this.#options.chainId}`,
      );
    endpoint.checked = true;
  }

  #answered(endpoint: Endpoint): void {
    if (endpoint.failing) this.#options.log.info({ endpoint: endpoint.host }, "the endpoint answers again");
    endpoint.failures = 0;
    endpoint.failing = null;
    endpoint.pausedUntil = 0;
  }

  #failed(endpoint: Endpoint, why: string): void {
    const now = Date.now();
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** endpoint.failures, LONGEST_PAUSE_MS);
    if (!endpoint.failing) this.#options.log.warn({ endpoint: endpoint.host, why }, "an endpoint fails");
    endpoint.failures += 1;
    // Another node may answer at this address next time.
    endpoint.checked = false;
    endpoint.pausedUntil = performance.now() + pause;
    endpoint.failing = { why, since: endpoint.failing?.since ?? now, until: now + pause };
  }
}

const isOtherChain = (error: unknown): boolean =>
  error instanceof Failure && error.code === "follower/other-chain";
