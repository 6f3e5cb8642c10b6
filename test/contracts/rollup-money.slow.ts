// Many random histories of a rollup's money.

import { rollupDeployment } from "./rollup-deployment.js";
import { accounted } from "./rollup-money.js";
import { afresh } from "./support.js";

describe("contracts: a rollup's money, at length", () => {
  const made = afresh(() => rollupDeployment());

  it("is always accounted for, and can all be taken out at last", () => accounted(made, 12));
});
