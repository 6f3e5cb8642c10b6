/** Figures for Prometheus. No label has a value that strangers choose: routes, statuses and codes are from fixed lists. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { MissingAnswer } from "psephos/api";
import type { Ordering } from "../ordering/index.js";
import type { EventStreams } from "./events.js";

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How far the contracts were read, and what could not be done. */
export interface FollowerFigures {
  /** Of the EVM; -1 before the first. */
  readonly block: number;
  readonly head: number;
  /** Endpoints that do not answer. */
  readonly failing: number;
  /** Processes, and the lists, about which the last attempt failed. */
  readonly stuck: number;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter<"route" | "status">;
  readonly #refusals: Counter<"code">;
  readonly #times: Histogram<"route">;
  readonly #submits: Histogram;

  constructor() {
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: "psephos_http_requests_total",
      help: "Answered requests",
      labelNames: ["route", "status"],
      registers,
    });
    this.#refusals = new Counter({
      name: "psephos_refusals_total",
      help: "Refusals and failures by code",
      labelNames: ["code"],
      registers,
    });
    this.#times = new Histogram({
      name: "psephos_http_request_seconds",
      help: "Time to answer a request",
      labelNames: ["route"],
      buckets: SECONDS,
      registers,
    });
    this.#submits = new Histogram({
      name: "psephos_verification_seconds",
      help: "Time to check an accepted vote or message",
      buckets: SECONDS,
      registers,
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  answered(route: string, status: number, milliseconds: number): void {
    this.#requests.inc({ route, status });
    this.#times.observe({ route }, milliseconds / 1000);
  }

  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  accepted(milliseconds: number): void {
    this.#submits.observe(milliseconds / 1000);
  }

  /** Figures that are read when they are asked for. */
  watch(ordering: Ordering, events: EventStreams, connections: () => number): void {
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    gauge("psephos_chain_height", "Height of the last durable block", () => ordering.head.height);
    gauge(
      "psephos_chain_block_time_seconds",
      "Time of the last durable block",
      () => ordering.head.time / 1000,
    );
    gauge("psephos_accepting", "1 if the node takes transactions", () => Number(ordering.status.accepting));
    gauge("psephos_event_streams", "Open streams of events", () => events.size);
    gauge("psephos_event_streams_cut", "Streams cut because they did not keep up", () => events.cut);
    gauge("psephos_http_connections", "Open connections", connections);
  }

  /** How many keykeepers are missing: for each message one figure, and one of those whose time runs out. */
  watchKeykeepers(read: () => MissingAnswer["missing"]): void {
    const registers = [this.#registry];
    new Gauge({
      name: "psephos_keykeepers_missing",
      help: "Messages of keykeepers that processes wait for",
      labelNames: ["message"],
      registers,
      collect() {
        const missing = read();
        for (const message of ["deal", "confirmation", "reveal"] as const)
          this.set({ message }, missing.filter((one) => one.message === message).length);
      },
    });
    new Gauge({
      name: "psephos_keykeepers_late",
      help: "Those of them whose time runs out, or for which a count waits",
      registers,
      collect() {
        this.set(read().filter(({ late }) => late).length);
      },
    });
  }

  /** How far the contracts were read, and what could not be done. */
  watchFollower(read: () => FollowerFigures | undefined): void {
    const gauge = (name: string, help: string, value: (figures: FollowerFigures) => number) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          const figures = read();
          if (figures) this.set(value(figures));
        },
      });
    gauge("psephos_follower_block", "The last block of the EVM whose events were read", ({ block }) => block);
    gauge(
      "psephos_follower_head",
      "The newest block of the EVM that is old enough to be read",
      ({ head }) => head,
    );
    gauge(
      "psephos_follower_endpoints_failing",
      "Ethereum nodes that do not answer",
      ({ failing }) => failing,
    );
    gauge(
      "psephos_follower_stuck",
      "Processes, and the chain's lists, about which the last attempt to attest or report failed",
      ({ stuck }) => stuck,
    );
  }
}
