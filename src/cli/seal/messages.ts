/** The commands by which a keykeeper adds its messages to a ceremony's folder. */
import { join } from "node:path";
import { Argument } from "commander";
import type { PrivateKeyAccount } from "viem/accounts";
import { toHex } from "../../bytes/index.js";
import { ensure } from "../../errors/index.js";
import {
  type CeremonyPlan,
  complaintToJson,
  confirmationToJson,
  confirmationTypedData,
  createComplaint,
  createDeal,
  dealToJson,
  dealTypedData,
  keyShare,
  receiveShare,
  revealShare,
  shareToJson,
} from "../../seal/index.js";
import { readAccount } from "../account.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { writeWhole } from "../files.js";
import { counted } from "../show.js";
import { complaintFile, readDeals, readFolder, readPlan } from "./folder.js";
import { KEY_FILE, keykeeperOf } from "./keykeeper.js";

export const FOLDER = new Argument("<folder>", "the ceremony's folder");

interface Options {
  readonly key: string;
}

const ACCOUNT = option("--account <file>", "the private key of your keykeeper's address, in a file", {
  required: true,
});

interface Signing extends Options {
  readonly account: string;
}

/** The keykeeper's account. @throws PsephosError `cli/read`, `cli/private-key`, `seal/not-keykeeper` */
async function accountOf(file: string, place: number, plan: CeremonyPlan): Promise<PrivateKeyAccount> {
  const account = await readAccount(file);
  ensure(
    account.address.toLowerCase() === plan.keykeepers.addresses[place - 1],
    "seal/not-keykeeper",
    `the account is not the address of keykeeper ${place}`,
    "Check --account against ceremony.json.",
  );
  return account;
}

const write = (folder: string, name: string, json: unknown) =>
  writeWhole(join(folder, name), `${JSON.stringify(json, null, 2)}\n`);

export const deal: Leaf = {
  name: "deal",
  description: "deal: share a random secret among the keykeepers",
  arguments: [FOLDER],
  options: [KEY_FILE, ACCOUNT],
  examples: ["psephos seal deal ceremony --key anna.key --account anna.account"],
  async handler({ output }: Context, folder: string, options: Signing): Promise<void> {
    const plan = await readPlan(folder);
    const { place } = await keykeeperOf(options.key, plan);
    const account = await accountOf(options.account, place, plan);
    const file = `deal-${place}.json`;
    const dealt = createDeal(plan, place);
    const signature = await account.signTypedData(dealTypedData(plan.context, dealt));
    await write(folder, file, dealToJson({ deal: dealt, signature }));
    output.line(
      `Dealt as keykeeper ${place}: ${join(folder, file)}. Publish it; there is nothing else to keep.`,
    );
    output.result({ file: join(folder, file), place });
  },
};

export const complain: Leaf = {
  name: "complain",
  description: "check your shares, and complain about each wrong one",
  arguments: [FOLDER],
  options: [KEY_FILE],
  notes:
    "Run it when all deals are in the folder. A complaint shows one share to everyone. It is made only for wrong shares.",
  examples: ["psephos seal complain ceremony --key anna.key"],
  async handler({ output }: Context, folder: string, options: Options): Promise<void> {
    const { plan, ceremony } = await readDeals(folder);
    const self = await keykeeperOf(options.key, plan);
    const wrong = ceremony.deals.filter((dealt) => receiveShare(dealt, self) === null);
    const files: string[] = [];
    for (const dealt of wrong) {
      const complaint = createComplaint(dealt, self);
      const file = complaintFile(complaint);
      await write(folder, file, complaintToJson(complaint));
      files.push(join(folder, file));
      output.line(
        `The share of keykeeper ${dealt.dealer} is wrong: complaint written to ${join(folder, file)}.`,
      );
    }
    if (wrong.length === 0)
      output.line(`Nothing to complain of: you were dealt ${counted(ceremony.deals.length, "right share")}.`);
    output.result({ place: self.place, checked: ceremony.deals.length, complaints: files });
  },
};

export const confirm: Leaf = {
  name: "confirm",
  description: "confirm the key: you have all your shares of it",
  arguments: [FOLDER],
  options: [KEY_FILE, ACCOUNT],
  notes: "Run it when the complaints are over. By confirming, you promise to reveal a share after the end.",
  examples: ["psephos seal confirm ceremony --key anna.key --account anna.account"],
  async handler({ output }: Context, folder: string, options: Signing): Promise<void> {
    const { plan, ceremony } = await readFolder(folder);
    const self = await keykeeperOf(options.key, plan);
    ensure(
      ceremony.key !== null,
      "seal/dealers",
      "too few dealers are left: there is no key",
      "Begin a new round with `psephos seal begin`.",
    );
    keyShare(plan, ceremony.deals, self);
    const account = await accountOf(options.account, self.place, plan);
    const { publicKey } = ceremony.key;
    const signature = await account.signTypedData(confirmationTypedData(plan.context, ceremony.key));
    const file = `confirmation-${self.place}.json`;
    await write(folder, file, confirmationToJson({ place: self.place, signature }));
    output.line(`Confirmed as keykeeper ${self.place}: ${join(folder, file)}`);
    output.field("key", toHex(publicKey));
    output.result({ file: join(folder, file), place: self.place, key: toHex(publicKey) });
  },
};

export const share: Leaf = {
  name: "share",
  description: "after the end: reveal your share of the key",
  arguments: [FOLDER],
  options: [KEY_FILE],
  notes: "Reveal nothing before the process has ended: with enough shares everyone reads every ballot.",
  examples: ["psephos seal share ceremony --key anna.key"],
  async handler({ output }: Context, folder: string, options: Options): Promise<void> {
    const { plan, ceremony } = await readFolder(folder);
    const self = await keykeeperOf(options.key, plan);
    ensure(
      ceremony.phase === "done",
      "seal/unconfirmed",
      "the ceremony has no confirmed key, so no ballots are sealed for it",
    );
    const file = `share-${self.place}.json`;
    const revealed = revealShare(self.place, keyShare(plan, ceremony.deals, self));
    await write(folder, file, shareToJson(revealed));
    output.line(`Share revealed: ${join(folder, file)}. Publish it.`);
    output.result({ file: join(folder, file), place: self.place });
  },
};
