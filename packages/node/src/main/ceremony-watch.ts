/** Watches the key ceremonies of a node's chain: the log, the figures and the HTTP door say which keykeepers are missing, and by when. */
import type { MissingAnswer } from "psephos/api";
import { type CeremonyStatus, CeremonyStatuses, type KeykeeperLog, Watch } from "../keykeeper/index.js";
import type { Ordering } from "../ordering/index.js";

type Missing = MissingAnswer["missing"][number];

/** Milliseconds between two looks: reading all processes at every block would cost a fast chain too much. */
const PAUSE = 1_000;
const MESSAGE = { deal: "deal", confirm: "confirmation", reveal: "reveal" } as const;

function missingOf({
  processId,
  round,
  phase,
  deadline,
  needed,
  ...status
}: CeremonyStatus): Omit<Missing, "late">[] {
  if (!(phase in MESSAGE)) return [];
  const message = MESSAGE[phase as keyof typeof MESSAGE];
  return status.keykeepers
    .filter(({ address }) => status.missing.includes(address))
    .map(({ place, address: keykeeper }) => ({
      ...{ processId, round, place, keykeeper, message, needed, by: deadline },
    }));
}

export class CeremonyWatch {
  readonly #ordering: Ordering;
  readonly #statuses = new CeremonyStatuses();
  readonly #watch: Watch;
  readonly #pause: number;
  readonly #unsubscribe: () => void;
  #missing: readonly Missing[] = [];
  #next = 0;

  /** @param pause milliseconds between two looks at least */
  constructor(ordering: Ordering, log: KeykeeperLog, pause = PAUSE) {
    this.#ordering = ordering;
    this.#pause = pause;
    this.#watch = new Watch(log);
    this.#unsubscribe = ordering.subscribe(({ kind }) => {
      if (kind === "block" && performance.now() >= this.#next) this.#look();
    });
    this.#look();
  }

  /** The messages that processes wait for, as of the last look. */
  get missing(): readonly Missing[] {
    return this.#missing;
  }

  close(): void {
    this.#unsubscribe();
  }

  #look(): void {
    this.#next = performance.now() + this.#pause;
    const statuses = this.#statuses.of(this.#ordering.state);
    this.#watch.tell(statuses, this.#ordering.head.height);
    this.#missing = statuses.flatMap((status) => {
      const late = this.#watch.hasTold(status.processId);
      return missingOf(status).map((one) => ({ ...one, late }));
    });
  }
}
