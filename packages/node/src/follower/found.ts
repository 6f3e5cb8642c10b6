/** What was found on the contracts, as the follower's notes have it: JSON, a note for each process, and one for the cursor. */
import { Failure } from "psephos";
import type { Hex } from "viem";
import type { Notes } from "./options.js";

/** Where an event is on the EVM. */
export interface Place {
  readonly block: number;
  readonly hash: Hex;
  /** The log's index in its block. */
  readonly log: number;
}

export type Found =
  | { readonly kind: "created"; readonly contract: Hex; readonly entity: Hex; readonly index: string }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "question" }
  | { readonly kind: "census"; readonly root: string; readonly uri: string }
  /** The blocks are the first ones in which no vote can be included, and no ballot published. */
  | {
      readonly kind: "rollup-opened";
      readonly oracles: number;
      readonly closing: number;
      readonly inclusionEnd: number;
      readonly openingEnd: number;
    };

export type FoundEvent = Found & Place;

/** The events of one process, in their order. */
export interface FoundProcess {
  readonly processId: Hex;
  events: readonly FoundEvent[];
}

/** A block that was read. */
export interface Checkpoint {
  readonly number: number;
  readonly hash: Hex;
}

interface Cursor {
  readonly version: 1;
  /** The genesis document's hash. */
  readonly genesis: Hex;
  /** Ascending; the last one is how far events were read. */
  readonly checkpoints: readonly Checkpoint[];
  readonly processes: number;
}

const CURSOR = "follower/cursor";
const LISTS = "follower/lists";
const processNote = (number: number) => `follower/process/${number}`;
/** Older changes of the lists decide nothing. */
const MOST_CHANGES = 256;
/** More than a chain is reorganised by. Older blocks are read again from the start. */
const MOST_CHECKPOINTS = 256;

export const comesBefore = (a: Place, b: Place): number => a.block - b.block || a.log - b.log;

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function decode<T>(bytes: Uint8Array, name: string): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch {
    throw new Failure("follower/notes", `the note ${name} of the follower is damaged`, {
      hint: "Restore the node's folder from a backup.",
    });
  }
}

/** The processes and their events up to the cursor, in memory and in the notes. */
export class FoundProcesses {
  readonly #notes: Notes;
  readonly #genesis: Hex;
  readonly #byId = new Map<Hex, { readonly number: number; readonly process: FoundProcess }>();
  #checkpoints: readonly Checkpoint[] = [];
  #listsChanges: readonly Place[] = [];
  #generation = 0;

  /** @throws PsephosError `follower/notes`: they are damaged, or of another chain */
  constructor(notes: Notes, genesis: Hex) {
    this.#notes = notes;
    this.#genesis = genesis;
    const bytes = notes.get(CURSOR);
    if (bytes) this.#load(decode<Cursor>(bytes, CURSOR));
  }

  #load({ version, genesis, checkpoints, processes }: Cursor): void {
    if (version !== 1 || genesis !== this.#genesis)
      throw new Failure(
        "follower/notes",
        "the follower's notes are of another version or another voting chain",
      );
    this.#checkpoints = checkpoints;
    for (let number = 0; number < processes; number++) {
      const name = processNote(number);
      const bytes = this.#notes.get(name);
      if (!bytes) throw new Failure("follower/notes", `the note ${name} of the follower is missing`);
      const { processId, events } = decode<FoundProcess>(bytes, name);
      // A process is written before the cursor: what is behind the cursor is read again, and may be different then.
      const read = events.filter(({ block }) => block <= this.readTo);
      this.#byId.set(processId, { number, process: { processId, events: read } });
    }
    const changes = this.#notes.get(LISTS);
    if (changes)
      this.#listsChanges = decode<Place[]>(changes, LISTS).filter(({ block }) => block <= this.readTo);
  }

  /** The last block that was read; -1 before the first. */
  get readTo(): number {
    return this.#checkpoints.at(-1)?.number ?? -1;
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints;
  }

  /** The changes of the chain's lists, in their order. */
  get listsChanges(): readonly Place[] {
    return this.#listsChanges;
  }

  /** Changes when blocks were replaced: what was read of the contracts before can be wrong. */
  get generation(): number {
    return this.#generation;
  }

  all(): FoundProcess[] {
    return [...this.#byId.values()].map(({ process }) => process);
  }

  /** Adds events, each once. */
  add(found: ReadonlyMap<Hex, readonly FoundEvent[]>): void {
    for (const [processId, events] of found) {
      const known = this.#byId.get(processId)?.process.events ?? [];
      const isNew = (event: FoundEvent) =>
        !known.some(({ hash, log, kind }) => hash === event.hash && log === event.log && kind === event.kind);
      const added = events.filter(isNew);
      if (added.length > 0) this.#write(processId, [...known, ...added].sort(comesBefore));
    }
  }

  /** Adds changes of the chain's lists, each once. */
  addListsChanges(changes: readonly Place[]): void {
    const isNew = ({ hash, log }: Place) =>
      !this.#listsChanges.some((known) => known.hash === hash && known.log === log);
    const added = changes.filter(isNew);
    if (added.length > 0)
      this.#writeLists([...this.#listsChanges, ...added].sort(comesBefore).slice(-MOST_CHANGES));
  }

  /** Moves the cursor on. Call it after the events up to there were added. */
  advance(checkpoint: Checkpoint): void {
    this.#checkpoints = [...this.#checkpoints, checkpoint].slice(-MOST_CHECKPOINTS);
    this.#writeCursor();
  }

  /** Forgets all after a checkpoint, which is one of `checkpoints`; everything if there is none. */
  rewind(to: Checkpoint | undefined): void {
    const end = to?.number ?? -1;
    this.#generation += 1;
    for (const { process } of this.#byId.values()) {
      const kept = process.events.filter(({ block }) => block <= end);
      if (kept.length < process.events.length) this.#write(process.processId, kept);
    }
    const changes = this.#listsChanges.filter(({ block }) => block <= end);
    if (changes.length < this.#listsChanges.length) this.#writeLists(changes);
    this.#checkpoints = this.#checkpoints.filter(({ number }) => number <= end);
    this.#writeCursor();
  }

  #writeLists(changes: readonly Place[]): void {
    this.#notes.put(LISTS, encode(changes));
    this.#listsChanges = changes;
  }

  #write(processId: Hex, events: readonly FoundEvent[]): void {
    const known = this.#byId.get(processId);
    const number = known?.number ?? this.#byId.size;
    this.#notes.put(processNote(number), encode({ processId, events }));
    if (known) known.process.events = events;
    else this.#byId.set(processId, { number, process: { processId, events } });
  }

  #writeCursor(): void {
    const cursor: Cursor = {
      version: 1,
      genesis: this.#genesis,
      checkpoints: this.#checkpoints,
      processes: this.#byId.size,
    };
    this.#notes.put(CURSOR, encode(cursor));
  }
}
