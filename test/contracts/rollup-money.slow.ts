// Many random histories of a rollup's money.
import { accounted } from "./rollup-money.js";
import { rollupDeployment } from "./rollup-world.js";
import { afresh } from "./support.js";

describe("contracts: a rollup's money, at length", () => {
  const made = afresh(() => rollupDeployment());

  it("is always accounted for, and can all be taken out at last", () => accounted(made, 12));
});
