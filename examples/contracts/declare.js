// Declares a process on a chain, reads it and ends it: `npm start -- PROCESSES KEY-FILE [RPC]`.
import { readFile } from "node:fs/promises";
import { CensusOrigin, decodeEnvelopeType, decodeMode, PsephosError, Status } from "psephos";
import { createProcess, readProcess, setStatus } from "psephos/contracts";
import { createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";

const [processes, keyFile, rpc = "http://127.0.0.1:8545"] = process.argv.slice(2);
const account = privateKeyToAccount((await readFile(keyFile, "utf8")).trim());
const client = createWalletClient({ account, chain: foundry, transport: http(rpc) });

const statusNow = async (id) => {
  const { status } = await readProcess(client, processes, id);
  return Object.keys(Status).find((name) => Status[name] === status);
};

const zero = (bytes) => `0x${"00".repeat(bytes)}`;
const params = {
  mode: decodeMode(0b00011), // it starts by itself, and may be ended early
  envelopeType: decodeEnvelopeType(0), // votes by name
  censusOrigin: CensusOrigin.OFF_CHAIN_TREE_WEIGHTED,
  token: zero(20),
  startBlock: 1,
  blockCount: 1000,
  questionCount: 1,
  maxCount: 1,
  maxValue: 2,
  maxVoteOverwrites: 0,
  maxTotalCost: 0,
  costExponent: 10_000,
  evmBlockHeight: 0n,
  balancePosition: 0n,
  tokenId: 0n,
  censusKey: zero(32),
  settlement: zero(20), // oracles report the results
  paramsSignature: zero(32),
  metadata: `https://example.org/metadata.json!${"5b".repeat(32)}`,
  censusRoot: `0x${"12".repeat(32)}`,
  censusUri: "https://example.org/census.psc",
};

const { processId, receipt } = await createProcess(client, processes, params);
console.log(`declared ${processId} with ${receipt.gasUsed} gas`);
console.log(`its status is ${await statusNow(processId)}`);

await setStatus(client, processes, processId, Status.ENDED);
console.log(`its status is ${await statusNow(processId)}`);

// A contract's refusal has a name.
try {
  await setStatus(client, processes, processId, Status.READY);
} catch (error) {
  if (!(error instanceof PsephosError)) throw error;
  console.log(`refused: ${error.message} [${error.code}]`);
}
