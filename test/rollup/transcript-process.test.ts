// Whether a transcript is of the process that is asked about.
import { VotingProcess, type VotingProcessParts } from "../../src/ballot/index.js";
import { ensureTranscriptProcess } from "../../src/rollup/index.js";
import { throwsCode } from "../support/errors.js";

describe("rollup: a transcript's process", () => {
  const process = new VotingProcess({
    contract: `0x${"22".repeat(20)}`,
    processId: `0x${"11".repeat(32)}`,
    censusRoot: 1n,
    circuit: "census-7",
    censusKey: `0x${"33".repeat(32)}`,
    ballot: { maxCount: 3, maxValue: 2, uniqueValues: false, maxTotalCost: 6, costExponent: 10_000 },
  });
  const transcript = {
    processId: process.processId,
    scope: `${process.scope}`,
    instance: "tally-8",
    ballot: { maxCount: 3, maxValue: 2, maxTotalCost: 6 },
  };

  it("is the same where its rules are, in whichever words", () => {
    ensureTranscriptProcess(transcript, process);
  });

  it("is another where its id or its question is", () => {
    const refuse = (change: Partial<typeof transcript>, of: Partial<VotingProcessParts> = {}) =>
      throwsCode("rollup/other-process", () =>
        ensureTranscriptProcess({ ...transcript, ...change }, process.with(of)),
      );
    refuse({ processId: `0x${"12".repeat(32)}` });
    refuse({ scope: `${process.with({ questionIndex: 1 }).scope}` });
    refuse({}, { questionIndex: 1 });
    refuse({}, { contract: `0x${"23".repeat(20)}` });
  });

  it("is refused with any other rule", () => {
    for (const change of [
      { maxCount: 2 },
      { maxValue: 1 },
      { uniqueValues: true },
      { maxTotalCost: 7 },
      { maxTotalCost: 0 },
      { costExponent: 20_000 },
      { costFromWeight: true, maxTotalCost: 0 },
    ]) {
      const ballot = { ...transcript.ballot, ...change };
      throwsCode("rollup/other-params", () => ensureTranscriptProcess({ ...transcript, ballot }, process));
    }
  });

  it("is refused where the tally circuit cannot count its rules", () => {
    const ballot = { maxCount: 100, maxValue: 2 };
    throwsCode("rollup/too-large", () =>
      ensureTranscriptProcess({ ...transcript, ballot }, process.with({ ballot })),
    );
    throwsCode("rollup/instance", () =>
      ensureTranscriptProcess({ ...transcript, instance: "tally-9" }, process),
    );
  });
});
