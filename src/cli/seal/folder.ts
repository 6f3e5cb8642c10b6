/**
 * A ceremony in a folder: `ceremony.json`, and one file for each message, named by its kind and places. Who has the folder goes through all
 * of it again: nothing in it is believed but `ceremony.json`, which everybody compares with the genesis document. Nothing in it is secret.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ensure, PsephosError } from "../../errors/index.js";
import {
  beginCeremony,
  type Ceremony,
  type CeremonyPlan,
  checkShare,
  complaintFromJson,
  confirmationFromJson,
  confirmationSigner,
  dealFromJson,
  dealSigner,
  endWindow,
  planFromJson,
  type RevealedShare,
  shareFromJson,
  takeComplaint,
  takeConfirmation,
  takeDeal,
} from "../../seal/index.js";
import { readJson } from "../files.js";

export const PLAN_FILE = "ceremony.json";

/** Its only name: a complaint under another name would count as a second one. */
export const complaintFile = ({ dealer, place }: { readonly dealer: number; readonly place: number }) =>
  `complaint-${dealer}-by-${place}.json`;

const KINDS = {
  deal: /^deal-\d{1,3}\.json$/,
  complaint: /^complaint-\d{1,3}-by-\d{1,3}\.json$/,
  confirmation: /^confirmation-\d{1,3}\.json$/,
  share: /^share-\d{1,3}\.json$/,
} as const;

/** A message that was refused, and why. */
export interface Refused {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

export interface FolderState {
  readonly plan: CeremonyPlan;
  /** After the deals and complaints in the folder: in the phase `confirm`, or `failed`. With the confirmations it may be `done`. */
  readonly ceremony: Ceremony;
  /** Right shares, by place. */
  readonly shares: readonly RevealedShare[];
  readonly refused: readonly Refused[];
}

/** @throws PsephosError `cli/read`, `cli/json`, and those of `planFromJson` */
export async function readPlan(folder: string): Promise<CeremonyPlan> {
  return planFromJson(await readJson(join(folder, PLAN_FILE), "Begin a ceremony with `psephos seal begin`."));
}

async function filesOf(folder: string, kind: keyof typeof KINDS): Promise<string[]> {
  return (await readdir(folder)).filter((name) => KINDS[kind].test(name)).sort();
}

/** Processes the messages of one kind. A refused one is noted, and the rest are processed. */
async function takeAll<State>(
  folder: string,
  kind: keyof typeof KINDS,
  begun: State,
  refused: Refused[],
  take: (state: State, json: unknown, named: (expected: string) => void) => Promise<State> | State,
): Promise<State> {
  let state = begun;
  for (const file of await filesOf(folder, kind)) {
    try {
      state = await take(state, await readJson(join(folder, file)), (expected) =>
        ensure(file === expected, "seal/json", `the file's name is ${expected}`),
      );
    } catch (error) {
      if (!(error instanceof PsephosError)) throw error;
      refused.push({ file, code: error.code, message: error.message });
    }
  }
  return state;
}

/** The ceremony while deals and complaints come: what a keykeeper complains of. */
export async function readDeals(folder: string, refused: Refused[] = []) {
  const plan = await readPlan(folder);
  const dealt = await takeAll(folder, "deal", beginCeremony(plan), refused, async (state, json, named) => {
    const { deal, signature } = dealFromJson(json);
    named(`deal-${deal.dealer}.json`);
    return takeDeal(state, deal, await dealSigner(plan.context, deal, signature));
  });
  return { plan, ceremony: endWindow(dealt) };
}

/** Goes through the whole folder. @throws PsephosError as `readPlan` */
export async function readFolder(folder: string): Promise<FolderState> {
  const refused: Refused[] = [];
  const { plan, ceremony: dealt } = await readDeals(folder, refused);
  if (dealt.phase === "failed") return { plan, ceremony: dealt, shares: [], refused };
  const complained = await takeAll(folder, "complaint", dealt, refused, (state, json, named) => {
    const complaint = complaintFromJson(json);
    named(complaintFile(complaint));
    return takeComplaint(state, complaint);
  });
  let ceremony = endWindow(complained);
  if (ceremony.phase === "failed") return { plan, ceremony, shares: [], refused };
  const key = ceremony.key!;
  ceremony = await takeAll(folder, "confirmation", ceremony, refused, async (state, json, named) => {
    const { place, signature } = confirmationFromJson(json);
    named(`confirmation-${place}.json`);
    const signer = await confirmationSigner(plan.context, key, signature);
    ensure(
      signer === plan.keykeepers.addresses[place - 1],
      "seal/not-keykeeper",
      `the confirmation is not keykeeper ${place}'s, or not of the key that the deals here give`,
    );
    return takeConfirmation(state, signer);
  });
  const shares = await takeAll<RevealedShare[]>(folder, "share", [], refused, (state, json, named) => {
    const share = shareFromJson(json);
    named(`share-${share.place}.json`);
    checkShare(share, key);
    return [...state, share];
  });
  if (ceremony.confirmed.length >= plan.keykeepers.confirmations) ceremony = endWindow(ceremony);
  return { plan, ceremony, shares, refused };
}
