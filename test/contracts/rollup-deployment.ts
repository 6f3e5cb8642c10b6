// Contracts of rollups, deployed for the tests, with verifiers of keys whose secrets the tests know.
import type { Hex } from "viem";
import { rollupInstances } from "../../src/cli/rollup-instances.js";
import { send } from "../../src/evm/client.js";
import { deploy } from "../../src/evm/deploy.js";
import { type Deployment, deployRollup, proofVerifiersAbi } from "../../src/evm/index.js";
import { keyId } from "../../src/process/index.js";
import { TALLY_8 } from "../../src/rollup/index.js";
import {
  type CompiledVerifier,
  compileVerifier,
  type SetupVerificationKey,
  type VerifierSource,
  verificationKeyHash,
  verifierSource,
} from "../../src/setup/index.js";
import type { TestWallet } from "../support/evm.js";
import { Multiplier } from "../support/synthetic-groth16.js";
import { SyntheticProver } from "../support/synthetic-verifier.js";
import { cast, deployment } from "./support.js";

export type Keys = Record<"census" | "batch" | "open", SyntheticProver>;

/** Whatever a verification key comes with. */
type KeyHolder = { readonly verificationKey: SetupVerificationKey };

const compiled = new Map<string, CompiledVerifier>();

/** Compiled once in a run: the synthetic keys are the same in each test file. */
function compileOnce(source: VerifierSource): CompiledVerifier {
  const known = compiled.get(source.source) ?? compileVerifier(source);
  compiled.set(source.source, known);
  return known;
}

async function registerVerifier(
  owner: TestWallet,
  { verifiers }: Deployment,
  [circuit, { verificationKey }, signals]: readonly [string, KeyHolder, number],
): Promise<Hex> {
  const source = verifierSource({ verificationKey, circuit, batch: circuit.startsWith("tally") });
  const { abi, bytecode } = compileOnce(source);
  const address = await deploy(owner, abi as never, bytecode);
  const call = { address: verifiers, abi: proofVerifiersAbi, functionName: "register" } as const;
  await send(owner, { ...call, args: [circuit, address, signals] });
  return `0x${verificationKeyHash(verificationKey)}`;
}

/** A key's holder, whose file does not say that anybody knows its secrets. */
const quiet = (prover: SyntheticProver): KeyHolder => {
  const { keyKind: _, ...verificationKey } = prover.verificationKey;
  return { verificationKey };
};

/**
 * Everything deployed, with synthetic keys for all three circuits, or those of real tally circuits where they are given.
 * @param quietly the census key's file does not say that it is insecure
 */
export async function rollupDeployment(
  instance = TALLY_8,
  real?: { readonly batch: KeyHolder; readonly open: KeyHolder },
  quietly = false,
) {
  const { owner } = await cast();
  const contracts = await deployment();
  const multiplier = await Multiplier.create();
  const keys: Keys = {
    census: new SyntheticProver(multiplier, 6, "census"),
    batch: new SyntheticProver(multiplier, 5, "batch"),
    open: new SyntheticProver(multiplier, 3, "open"),
  };
  const census = quietly ? quiet(keys.census) : keys.census;
  const censusHash = await registerVerifier(owner, contracts, ["census-7", census, 6]);
  const batchKeyHash = await registerVerifier(owner, contracts, [
    instance.name,
    real?.batch ?? keys.batch,
    5,
  ]);
  const openKeyHash = await registerVerifier(owner, contracts, [instance.open, real?.open ?? keys.open, 3]);
  const rollup = await deployRollup(owner, contracts, rollupInstances());
  const censusKey = keyId("census-7", censusHash);
  return { contracts, rollup, keys, census, censusKey, censusHash, batchKeyHash, openKeyHash, instance };
}

export type RollupDeployment = Awaited<ReturnType<typeof rollupDeployment>>;
