const { resolve } = require("node:path");

module.exports = ["web", "node"].map((target) => ({
  mode: "production",
  target: target === "node" ? "node20" : "web",
  entry: resolve(__dirname, "../shared/bundled.mjs"),
  output: { path: resolve(__dirname, `../webpack-${target}`), filename: "main.mjs", module: true },
  experiments: { outputModule: true },
}));
