export { fixedHex, type Hex, hashToField, scope } from "./ids.js";
