/** Keykeepers of the table of cases, their messages, and ballots sealed for their keys. */
import { encodeVotePackage } from "../../../../src/ballot/index.js";
import type { Hex } from "../../../../src/bytes/index.js";
import type { Lists, Transaction } from "../../../../src/ledger/index.js";
import { sealBallot, sealLayered } from "../../../../src/seal/index.js";
import {
  type Council,
  ceremonyIn,
  confirmationOf,
  council,
  dealOf,
  layerKeyOf,
  layerOf,
  layers,
  shareOf,
} from "../council.js";
import { scopeIn } from "../votes.js";
import type { World } from "../world.js";
import type { Keykeepers, Step } from "./data.js";

type Layers = ReturnType<typeof layers>;

const councils = new Map<string, Council | Layers>();

/** One council for all cases that have one of this form: each case is a chain of its own. */
function councilOf(keykeepers: Keykeepers): Council | Layers {
  const key = JSON.stringify(keykeepers);
  const known = councils.get(key);
  if (known) return known;
  const made =
    "layers" in keykeepers ? layers(keykeepers.layers) : council(keykeepers.of, keykeepers.threshold);
  councils.set(key, made);
  return made;
}

export const keykeeperList = (keykeepers: Keykeepers | undefined): Lists["keykeepers"] =>
  keykeepers ? councilOf(keykeepers).keykeepers : null;

const isLayered = (group: Council | Layers): group is Layers => group.keykeepers.kind === "layered";

/** What the keykeeper of a step sends. */
export async function ceremonyMessage(
  world: World,
  processId: Hex,
  keykeepers: Keykeepers,
  step: Step,
): Promise<Transaction> {
  const place = (step.deal ?? step.confirm ?? step.reveal)!;
  const group = councilOf(keykeepers);
  const state = ceremonyIn(world, processId);
  const round = step.round ?? state.round;
  if (step.confirm && (state.kind === "layered" || !state.ceremony.key)) {
    const keykeeper = group.members[place - 1]!.person.address;
    return { kind: "confirm", processId, round, keykeeper, signature: new Uint8Array(65) };
  }
  if (isLayered(group)) {
    const self = group.members[place - 1]!;
    return step.deal ? layerOf(world, processId, self, round) : layerKeyOf(world, processId, self);
  }
  const self = group.members[place - 1]!;
  if (step.deal) return dealOf(world, processId, self, { round });
  return step.reveal ? shareOf(world, processId, self) : confirmationOf(world, processId, self);
}

/** A ballot sealed for the keys of the process; before there are keys, any bytes will do. */
export function sealedFor(
  world: World,
  processId: Hex,
  voterId: Uint8Array,
  ballot: Parameters<typeof encodeVotePackage>[0],
): Uint8Array {
  const state = ceremonyIn(world, processId);
  const { maxCount, maxValue } = world.process(processId).declaration.params;
  const rules = { maxCount, maxValue };
  const bytes = encodeVotePackage(ballot);
  if (state.kind === "layered") {
    const keys = state.publicKeys.filter((key) => key !== null);
    return keys.length < state.publicKeys.length
      ? new Uint8Array(100)
      : sealLayered(voterId, bytes, keys, rules);
  }
  const { plan, key } = state.ceremony;
  if (!key) return new Uint8Array(100);
  const { publicKey } = key;
  const scope = scopeIn(world, processId);
  return sealBallot({ context: plan.context, scope, publicKey, rules }, voterId, bytes);
}
