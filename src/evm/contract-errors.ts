/** The custom errors of all the contracts: a contract that is called may call another one, which refuses. */
import { type Abi, parseAbi } from "viem";
import { genesisAbi } from "./abi/Genesis.generated.js";
import { namespacesAbi } from "./abi/Namespaces.generated.js";
import { processesAbi } from "./abi/Processes.generated.js";
import { proofVerifiersAbi } from "./abi/ProofVerifiers.generated.js";
import { resultsAbi } from "./abi/Results.generated.js";
import { rollupAbi } from "./abi/Rollup.generated.js";
import { rollupBookAbi } from "./abi/RollupBook.generated.js";
import { tokenStorageProofsAbi } from "./abi/TokenStorageProofs.generated.js";
import { voteInboxAbi } from "./abi/VoteInbox.generated.js";

// What the setup writes into the verifiers that it exports.
const verifierErrors = parseAbi([
  "error MalformedProof()",
  "error SignalNotCanonical(uint256 index)",
  "error InsufficientGas()",
  "error PairingRefused()",
  "error ProofCountWrong()",
]);

const ABIS = [
  genesisAbi,
  namespacesAbi,
  processesAbi,
  proofVerifiersAbi,
  resultsAbi,
  rollupAbi,
  rollupBookAbi,
  tokenStorageProofsAbi,
  verifierErrors,
  voteInboxAbi,
];

type AbiError = Extract<Abi[number], { type: "error" }>;

export const contractErrors: readonly AbiError[] = ABIS.flatMap((abi) =>
  (abi as readonly { type: string }[]).filter((item): item is AbiError => item.type === "error"),
);
