// Starts a local EVM, prints its address and waits to be ended: the tests look whether anvil outlives it.
import { startLocalEvm } from "../../../src/cli/evm/index.js";

const { rpcUrl } = await startLocalEvm();
console.log(rpcUrl);
if (process.argv[2] === "exit") process.exit(0);
if (process.argv[2] === "listen") process.on("SIGINT", () => process.exit(7));
setInterval(() => {}, 1000);
