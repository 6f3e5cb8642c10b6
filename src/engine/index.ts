export { compileKernel, Kernel } from "./kernel.js";
export { poseidon } from "./poseidon.js";
export {
  assertScalar,
  BASE_FIELD_ORDER,
  isScalar,
  parseScalar,
  parseScalarHex,
  SCALAR_FIELD_ORDER,
  scalarFromBytes,
  scalarToBytes,
  scalarToHex,
} from "./scalar.js";
