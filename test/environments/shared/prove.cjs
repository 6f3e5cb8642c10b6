// Node: CommonJS.
const api = require("psephos-groth16");

(async () => {
  const { circuitFiles } = await import("./files.mjs");
  const { scenario } = await import("./scenario.mjs");
  console.log("ok", `${await scenario(api, circuitFiles("circuit"))}`);
})();
