/** Keykeepers of the test chains, and their messages. */
import type { Hex } from "../../../src/bytes/index.js";
import {
  type ConfirmationTransaction,
  type DealTransaction,
  type KeyCeremony,
  type LayeredKeykeepers,
  layerTypedData,
  type RevealTransaction,
  readCeremony,
  type ThresholdKeykeepers,
} from "../../../src/ledger/index.js";
import {
  type CeremonyContext,
  type CheckedDeal,
  confirmationTypedData,
  createBoxKeys,
  createComplaint,
  createDeal,
  createKeykeeperKeys,
  type Deal,
  dealTypedData,
  encodeDeal,
  type Keykeeper,
  keyShare,
  revealShare,
} from "../../../src/seal/index.js";
import { type Person, person } from "./people.js";
import { bytesOf, type World } from "./world.js";

/** A keykeeper of a threshold ceremony: who signs, and the key that shares are sealed for. */
export interface Member extends Keykeeper {
  readonly person: Person;
}

export interface Council {
  readonly keykeepers: ThresholdKeykeepers;
  readonly members: readonly Member[];
}

export function council(count: number, threshold: number, confirmations = threshold): Council {
  const pairs = Array.from({ length: count }, createKeykeeperKeys);
  const members = pairs.map(({ secretKey }, i) => ({
    place: i + 1,
    secretKey,
    person: person(`keykeeper ${i + 1}`),
  }));
  return {
    keykeepers: {
      kind: "threshold",
      addresses: members.map((member) => member.person.address),
      publicKeys: pairs.map(({ publicKey }) => publicKey),
      threshold,
      confirmations,
    },
    members,
  };
}

export interface Layer {
  readonly place: number;
  readonly person: Person;
  readonly keys: ReturnType<typeof createBoxKeys>;
}

/** Keykeepers that seal in layers, each with the keys for one process. */
export function layers(count: number): {
  readonly keykeepers: LayeredKeykeepers;
  readonly members: readonly Layer[];
} {
  const members = Array.from({ length: count }, (_, i) => ({
    place: i + 1,
    person: person(`keykeeper ${i + 1}`),
    keys: createBoxKeys(),
  }));
  return {
    keykeepers: { kind: "layered", addresses: members.map((member) => member.person.address) },
    members,
  };
}

/** The ceremony of a process as the chain holds it. */
export function ceremonyIn(world: World, processId: Hex): KeyCeremony {
  const { state } = world.ledger;
  return readCeremony(state, state, world.process(processId).record)!;
}

export function thresholdIn(world: World, processId: Hex) {
  const state = ceremonyIn(world, processId);
  if (state.kind !== "threshold") throw new Error("the ceremony is in layers");
  return state;
}

const contextOf = (world: World, processId: Hex, round: number): CeremonyContext => ({
  genesisHash: world.genesis.hash,
  processId: bytesOf(processId),
  round,
});

/** A deal, signed by a keykeeper: a fresh one, unless told. */
export async function dealOf(
  world: World,
  processId: Hex,
  { place, person: signer }: Member,
  { round = 0, deal }: { readonly round?: number; readonly deal?: Deal } = {},
): Promise<DealTransaction> {
  const { keykeepers } = thresholdIn(world, processId);
  const context = contextOf(world, processId, round);
  const dealt = deal ?? createDeal({ context, keykeepers }, place);
  const signature = bytesOf(await signer.account.signTypedData(dealTypedData(context, dealt)));
  return { kind: "deal", processId, round, keykeeper: signer.address, deal: encodeDeal(dealt), signature };
}

/** A layer's key, signed. */
export async function layerOf(
  world: World,
  processId: Hex,
  { person: signer, keys }: Layer,
  round = 0,
): Promise<DealTransaction> {
  const content = { processId, round, deal: keys.publicKey };
  const signature = bytesOf(await signer.account.signTypedData(layerTypedData(world.genesis.hash, content)));
  return { kind: "deal", ...content, keykeeper: signer.address, signature };
}

/** What a keykeeper says who got a wrong share. */
export const complaintOf = (world: World, processId: Hex, deal: CheckedDeal, self: Member) => ({
  kind: "complain" as const,
  processId,
  round: thresholdIn(world, processId).round,
  ...createComplaint(deal, self),
});

/** A confirmation of the ceremony's key as the chain has it. */
export async function confirmationOf(
  world: World,
  processId: Hex,
  { person: signer }: Member,
): Promise<ConfirmationTransaction> {
  const { ceremony, round } = thresholdIn(world, processId);
  const data = confirmationTypedData(contextOf(world, processId, round), ceremony.key!);
  const signature = bytesOf(await signer.account.signTypedData(data));
  return { kind: "confirm", processId, round, keykeeper: signer.address, signature };
}

/** A keykeeper's share of the key. */
export function shareOf(world: World, processId: Hex, self: Member): RevealTransaction {
  const { ceremony, round } = thresholdIn(world, processId);
  const { place, share } = revealShare(self.place, keyShare(ceremony.plan, ceremony.deals, self));
  return { kind: "reveal", processId, round, place, secret: share };
}

/** The secret key of a layer. */
export const layerKeyOf = (world: World, processId: Hex, { place, keys }: Layer): RevealTransaction => ({
  kind: "reveal",
  processId,
  round: ceremonyIn(world, processId).round,
  place,
  secret: keys.secretKey,
});

/** The whole ceremony, by all members. The chain is then at the height of the key. */
export async function runCeremony(world: World, processId: Hex, { members }: Council): Promise<void> {
  await world.take(...(await Promise.all(members.map((member) => dealOf(world, processId, member)))));
  await world.until(thresholdIn(world, processId).deadline); // complaints
  await world.until(thresholdIn(world, processId).deadline); // confirmations
  await world.take(...(await Promise.all(members.map((one) => confirmationOf(world, processId, one)))));
  await world.until(thresholdIn(world, processId).deadline);
}
