/** The contracts seen from TypeScript, through viem. */
export { genesisAbi } from "./abi/Genesis.generated.js";
export { namespacesAbi } from "./abi/Namespaces.generated.js";
export { processesAbi } from "./abi/Processes.generated.js";
export { proofVerifiersAbi } from "./abi/ProofVerifiers.generated.js";
export { resultsAbi } from "./abi/Results.generated.js";
export { tokenStorageProofsAbi } from "./abi/TokenStorageProofs.generated.js";
export { type ChainReader, type ChainWriter, ContractRefusal } from "./client.js";
export {
  type Deployment,
  deployAll,
  deployProcesses,
  type InstanceOptions,
  type VotingChain,
} from "./deploy.js";
export { keyId } from "./key-id.js";
export {
  findBalancePosition,
  type Holding,
  proveToken,
  registerToken,
  type TokenOrigin,
  type TokenRegistration,
} from "./token-census.js";
