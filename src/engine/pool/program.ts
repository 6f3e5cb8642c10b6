/**
 * Programs: the steps that a thread does with its kernel, as data that can be posted to a worker. The worker has
 * no other code, so every room computes in parallel through the same few lines.
 */
import type { KernelExports } from "../kernel-exports.js";

/** The result of an earlier step of the same program, plus a number of bytes if it is a pointer. */
export interface Ref {
  readonly step: number;
  readonly offset: number;
}
export type Argument = number | Ref;

export type Step =
  /** Copies bytes into reserved memory; the pointer is its result. */
  | { readonly op: "put"; readonly data: Uint8Array; readonly given?: true }
  /** Reserves memory, not cleared; the pointer is its result. */
  | { readonly op: "alloc"; readonly length: number }
  /** Calls an export of the kernel; its result is the returned value. */
  | { readonly op: "call"; readonly name: string; readonly args: readonly Argument[] }
  /** Fails the program if the result of a step is 0. */
  | { readonly op: "need"; readonly of: Ref }
  /** Adds a copy of bytes to the program's outputs. */
  | { readonly op: "get"; readonly at: Argument; readonly length: number }
  /** Adds the result of a step to the program's outputs. */
  | { readonly op: "tell"; readonly of: Argument };

/** The outputs of a program, in the order of its `get` and `tell` steps. */
export type Output = Uint8Array<ArrayBuffer> | number;

export interface ProgramData {
  readonly steps: readonly Step[];
  /** Whether reserved memory stays reserved. Otherwise it is wiped and released at the end. */
  readonly keep: boolean;
}

/** Names of the kernel's functions. */
export type KernelFunction = {
  [K in keyof KernelExports]: KernelExports[K] extends (...args: never[]) => unknown ? K : never;
}[keyof KernelExports];

/** Builds a program, step by step. */
export class Program implements ProgramData {
  readonly steps: Step[] = [];
  readonly keep: boolean;

  constructor(options: { keep?: boolean } = {}) {
    this.keep = options.keep ?? false;
  }

  #add(step: Step): Ref {
    return { step: this.steps.push(step) - 1, offset: 0 };
  }

  /** Copies `data` into the thread's memory. */
  put(data: Uint8Array): Ref {
    return this.#add({ op: "put", data });
  }

  /** The same with bytes that are a buffer's all and that nobody uses afterwards: a worker is sent the buffer itself, not a copy. */
  give(data: Uint8Array): Ref {
    return this.#add({ op: "put", data, given: true });
  }

  /** Reserves `length` bytes, 16-byte aligned, not cleared. */
  alloc(length: number): Ref {
    return this.#add({ op: "alloc", length });
  }

  /** Calls a function of the kernel. */
  call(name: KernelFunction, ...args: Argument[]): Ref {
    return this.#add({ op: "call", name, args });
  }

  /** Fails the program if a call returned 0 or false: the kernel's sign that it could not do its work. */
  need(of: Ref): void {
    this.#add({ op: "need", of });
  }

  /** Outputs a copy of `length` bytes. */
  get(at: Argument, length: number): void {
    this.#add({ op: "get", at, length });
  }

  /** Outputs a number: a pointer to memory that stays reserved, or a call's result. */
  tell(of: Argument): void {
    this.#add({ op: "tell", of });
  }
}

/** `ref` plus some bytes. */
export function offset(ref: Ref, bytes: number): Ref {
  return { step: ref.step, offset: ref.offset + bytes };
}

/** Thrown if memory cannot be allocated; the thread's owner turns it into a PsephosError. */
export const OUT_OF_MEMORY = "engine/out-of-memory";

type Callable = Record<string, (...args: number[]) => number | undefined>;

/** Runs a program on a kernel. */
export function execute(kernel: KernelExports, { steps, keep }: ProgramData): Output[] {
  const results: number[] = [];
  const outputs: Output[] = [];
  const value = (argument: Argument): number =>
    typeof argument === "number" ? argument : results[argument.step]! + argument.offset;
  const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(kernel.memory.buffer as ArrayBuffer);
  const reserve = (length: number): number => {
    const pointer = length <= 0xffff_fff0 ? kernel.alloc(length) >>> 0 : 0;
    if (pointer === 0) throw new Error(OUT_OF_MEMORY);
    return pointer;
  };
  const start = kernel.mark() >>> 0;
  try {
    for (const step of steps) {
      let result = 0;
      if (step.op === "put") {
        result = reserve(step.data.length);
        bytes().set(step.data, result);
      } else if (step.op === "alloc") {
        result = reserve(step.length);
      } else if (step.op === "call") {
        result = (kernel as unknown as Callable)[step.name]!(...step.args.map(value)) ?? 0;
      } else if (step.op === "need") {
        if (value(step.of) === 0) throw new Error(`step ${step.of.step} could not be done`);
      } else if (step.op === "get") {
        const at = value(step.at);
        outputs.push(bytes().slice(at, at + step.length));
      } else {
        outputs.push(value(step.of));
      }
      results.push(result);
    }
    return outputs;
  } finally {
    // This wipes it: witnesses and blinding factors pass through here.
    if (!keep) kernel.release(start);
  }
}
