/** The machine's clock, as this process sees it, set forth or back: timers and `performance.now` go on as they do on a machine whose clock is set. */
const RealDate = Date;

export interface SetClock {
  /** Milliseconds between the clock and the true time; more is later. */
  set(offset: number): void;
  /** The true time again. */
  restore(): void;
}

export function changeClock(): SetClock {
  let offset = 0;
  class ChangedDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      if (args.length === 0) super(RealDate.now() + offset);
      else super(...args);
    }
    static override now(): number {
      return RealDate.now() + offset;
    }
  }
  globalThis.Date = ChangedDate as DateConstructor;
  return {
    set: (milliseconds) => {
      offset = milliseconds;
    },
    restore: () => {
      globalThis.Date = RealDate;
    },
  };
}
