// In which states of a process oracles may report, as moves made before the report.
import { CANCELED, ENDED, MODE, PAUSED, READY } from "./support.js";

const interruptible = MODE.autoStart | MODE.interruptible;

export const processMoves = [
  { name: "a block before the end", rule: "ProcessNotEnded", height: 149n, mode: MODE.autoStart, moves: [] },
  { name: "at the end", rule: "ok", height: 150n, mode: MODE.autoStart, moves: [] },
  { name: "ended early", rule: "ok", height: 1n, mode: interruptible, moves: [ENDED] },
  { name: "paused past the end", rule: "ProcessPaused", height: 200n, mode: interruptible, moves: [PAUSED] },
  { name: "never started", rule: "ProcessPaused", height: 200n, mode: 0, moves: [] },
  { name: "paused and resumed", rule: "ok", height: 200n, mode: interruptible, moves: [PAUSED, READY] },
  { name: "canceled", rule: "ProcessFinal", height: 200n, mode: interruptible, moves: [CANCELED] },
  {
    name: "endless and not ended",
    rule: "ProcessNotEnded",
    height: 2n ** 64n - 1n,
    mode: interruptible,
    moves: [],
  },
  { name: "endless and ended", rule: "ok", height: 0n, mode: interruptible, moves: [ENDED] },
] as const;
