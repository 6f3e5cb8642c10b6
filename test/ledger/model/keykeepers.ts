/** Keykeepers of random histories, and their messages: right and wrong ones, as the model says. */
import type { Hex } from "../../../src/bytes/index.js";
import type { Lists, Transaction } from "../../../src/ledger/index.js";
import { createDeal } from "../../../src/seal/index.js";
import { flipped } from "../../seal/support.js";
import {
  type Council,
  ceremonyIn,
  complaintOf,
  confirmationOf,
  council,
  dealOf,
  layerKeyOf,
  layerOf,
  layers,
  shareOf,
  thresholdIn,
} from "../../support/ledger/council.js";
import type { World } from "../../support/ledger/world.js";
import type { ModelCeremony, ModelKeykeepers } from "./ceremony.js";
import type { ModelCeremonyMessage } from "./model.js";

export type Group = Council | ReturnType<typeof layers>;

const groups = new Map<string, Group>();

/** The same people for each history: each is a chain of its own. */
export function groupOf(keykeepers: ModelKeykeepers): Group {
  const { kind, count, threshold, confirmations } = keykeepers;
  const key = JSON.stringify(keykeepers);
  const known = groups.get(key);
  if (known) return known;
  const made = kind === "layered" ? layers(count) : council(count, threshold, confirmations);
  groups.set(key, made);
  return made;
}

export const listOf = (keykeepers: ModelKeykeepers | null): Lists["keykeepers"] =>
  keykeepers && groupOf(keykeepers).keykeepers;

const isLayered = (group: Group): group is ReturnType<typeof layers> => group.keykeepers.kind === "layered";

const NOBODYS = { signature: new Uint8Array(65), point: new Uint8Array(32), proof: new Uint8Array(64) };
/** A scalar that is nobody's share. */
const NO_SHARE = new Uint8Array(32).fill(1);

/** A message of a keykeeper; where it comes too early or too late for real content, anything of its form. */
export async function messageOf(
  world: World,
  processId: Hex,
  model: ModelCeremony,
  message: ModelCeremonyMessage,
): Promise<Transaction> {
  const { act, round, place } = message;
  const group = groupOf(model.keykeepers);
  const keykeeper = group.members[place - 1]!.person.address;
  const head = { processId, round };
  if (act === "complain")
    return { kind: "complain", ...head, ...complaint(world, processId, model, message) };
  if (act === "confirm") {
    if (isLayered(group) || !thresholdIn(world, processId).ceremony.key)
      return { kind: "confirm", ...head, keykeeper, signature: NOBODYS.signature };
    return { ...(await confirmationOf(world, processId, group.members[place - 1]!)), round };
  }
  if (isLayered(group)) {
    const self = group.members[place - 1]!;
    if (act === "deal") return layerOf(world, processId, self, round);
    return { ...layerKeyOf(world, processId, self), round };
  }
  const self = group.members[place - 1]!;
  if (act === "deal") {
    const plan = { ...thresholdIn(world, processId).ceremony.plan };
    const deal = createDeal({ ...plan, context: { ...plan.context, round } }, place);
    const shares = deal.shares.map((share, i) => (message.wrongTo.includes(i + 1) ? flipped(share) : share));
    return dealOf(world, processId, self, { round, deal: { ...deal, shares } });
  }
  if (model.keyAt === 0 || !model.holds(place)) return { kind: "reveal", ...head, place, secret: NO_SHARE };
  return { ...shareOf(world, processId, self), round };
}

function complaint(
  world: World,
  processId: Hex,
  model: ModelCeremony,
  { place, dealer }: ModelCeremonyMessage,
) {
  const state = ceremonyIn(world, processId);
  const nothing = { dealer, place, point: NOBODYS.point, proof: NOBODYS.proof };
  if (state.kind === "layered" || state.ceremony.phase !== "complain") return nothing;
  const deal = state.ceremony.deals.find((one) => one.dealer === dealer);
  if (!deal) return nothing;
  const self = (groupOf(model.keykeepers) as Council).members[place - 1]!;
  // Who got a right share can only pretend that it was another.
  const told = model.dealt.get(dealer)!.includes(place)
    ? deal
    : { ...deal, shares: deal.shares.map((s) => flipped(s)) };
  const { point, proof } = complaintOf(world, processId, told, self);
  return { dealer, place, point, proof };
}
