/** test/vectors/ledger/cases.json on the state machine. */
import { TABLE } from "../support/ledger/cases/data.js";
import { CaseRun } from "../support/ledger/cases/run.js";

describe("ledger: the table of cases", () => {
  for (const one of TABLE.cases) it(one.name, () => new CaseRun(one).run());
});
