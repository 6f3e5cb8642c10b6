export { findAnvil } from "./find-anvil.js";
export { type LocalEvm, type LocalEvmOptions, startLocalEvm } from "./local-evm.js";
