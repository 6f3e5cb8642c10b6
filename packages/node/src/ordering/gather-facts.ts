/**
 * Gathers what several callers ask for a few milliseconds, because proofs are checked faster together. If the answers to a gathering fail, it is
 * asked again in halves, so that only the caller whose statements cannot be checked gets the error.
 */
import { type Facts, factId, type Statement } from "psephos/ledger";

export interface GatherOptions {
  /** Milliseconds from the first caller to the question. */
  readonly delay: number;
  /** With this many statements the question is asked at once. */
  readonly most: number;
}

/** What one caller asks. */
interface Question {
  readonly statements: readonly Statement[];
  resolve(answers: readonly boolean[]): void;
  reject(error: unknown): void;
}

async function answer(facts: Facts, questions: readonly Question[]): Promise<void> {
  const asked = questions.map(({ statements }) => statements);
  try {
    const answers = await facts.ask(asked.flat());
    let at = 0;
    for (const { statements, resolve } of questions) {
      resolve(answers.slice(at, at + statements.length));
      at += statements.length;
    }
  } catch (error) {
    if (questions.length === 1) return questions[0]!.reject(error);
    const half = questions.length >> 1;
    await Promise.all([answer(facts, questions.slice(0, half)), answer(facts, questions.slice(half))]);
  }
}

export function gatherFacts(facts: Facts, { delay, most }: GatherOptions): Facts {
  let waiting: Question[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;

  function ask(): void {
    clearTimeout(timer);
    timer = undefined;
    const questions = waiting;
    waiting = [];
    size = 0;
    void answer(facts, questions);
  }

  return {
    ask: (statements) =>
      new Promise((resolve, reject) => {
        waiting.push({ statements, resolve, reject });
        size += statements.length;
        if (size >= most) ask();
        else timer ??= setTimeout(ask, delay);
      }),
  };
}

/**
 * Facts of which a bounded number is asked for at a time; what is more waits in its order, and a question that is larger than the bound is asked alone. What arrives at a node is asked for
 * through this, and blocks are not: their checks then wait behind a few, and not behind those of all votes that have arrived.
 * @param most statements
 */
export function boundedFacts(facts: Facts, most: number): Facts {
  const waiting: { readonly size: number; start(): void }[] = [];
  let underWay = 0;

  function startNext(): void {
    for (let next = waiting[0]; next && (underWay === 0 || underWay + next.size <= most); next = waiting[0]) {
      waiting.shift();
      underWay += next.size;
      next.start();
    }
  }

  return {
    ask: async (statements) => {
      const { length: size } = statements;
      await new Promise<void>((start) => {
        waiting.push({ size, start });
        startNext();
      });
      try {
        return await facts.ask(statements);
      } finally {
        underWay -= size;
        startNext();
      }
    },
  };
}

const same = (a: readonly Statement[], b: readonly Statement[]): boolean =>
  a.length === b.length && a.every((statement, i) => factId(statement) === factId(b[i]!));

/**
 * The facts of one check. A check begins again if a block is made while it waits for answers, and mostly asks the same again: then it has the
 * answers, or their error, at once. Otherwise a check that waits longer than from one block to the next would never end.
 */
export function factsOfCheck(facts: Facts): Facts {
  let asked: readonly Statement[] = [];
  let answers: Promise<readonly boolean[]> | undefined;
  return {
    ask: (statements) => {
      if (answers && same(asked, statements)) return answers;
      asked = statements;
      answers = facts.ask(statements);
      return answers;
    },
  };
}

/** Milliseconds after which a long block lets other work run. */
const TURN = 20;

/** Facts that let other work run between the transactions of a long block. */
export function yieldingFacts(facts: Facts): Facts {
  let turn = performance.now();
  return {
    ask: async (statements) => {
      if (performance.now() - turn > TURN) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = performance.now();
      }
      return facts.ask(statements);
    },
  };
}
