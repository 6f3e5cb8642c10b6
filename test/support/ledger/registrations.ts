/** Registrations for the test chains. */

import { registrationTypedData } from "../../../src/ballot/index.js";
import type { Hex } from "../../../src/bytes/index.js";
import type { Registration } from "../../../src/ledger/index.js";
import type { Person } from "./people.js";
import { bytesOf, type World } from "./world.js";

/** A registration, signed by its voter. */
export async function registration(
  world: World,
  processId: Hex,
  { address, account }: Person,
  it: Pick<Registration, "weight" | "eligibility" | "commitment"> & Partial<Registration>,
): Promise<Registration> {
  const unsigned = { kind: "register", processId, nonce: 0, voter: address, ...it } as const;
  const data = registrationTypedData(world.genesis.hash, unsigned);
  return { signature: bytesOf(await account.signTypedData(data)), ...unsigned };
}
