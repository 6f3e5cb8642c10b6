/** The voter's worker: proves, seals and talks to nodes, away from the page. */
import { borrowWorker, borrowWorkers } from "../../src/engine/index.js";
import { startPoseidon } from "../shared/poseidon.js";
import { answer, Remote } from "../shared/rpc.js";
import { Booth } from "./booth.js";
import type { BoothMethods } from "./booth-types.js";
import type { ReceiptMethods } from "./receipt-check.js";

void borrowWorkers();
/** Chains that one node orders never start it. */
let receipts: Remote<ReceiptMethods> | undefined;
function startReceipts(): Remote<ReceiptMethods> {
  const { port } = borrowWorker("own", () => it.onerror?.())!;
  const it = Object.assign(port, { onerror: null as (() => void) | null });
  return new Remote(it);
}
const booth = new Booth((genesis, receipt) => {
  receipts ??= startReceipts();
  return receipts.call("check", { genesis, receipt });
});
answer<BoothMethods>(
  globalThis as unknown as Parameters<typeof answer>[0],
  {
    open: (link, call) => booth.open(link, call),
    state: () => booth.state(),
    way: () => booth.way(),
    takeWay: (taken) => booth.takeWay(taken),
    picture: () => booth.picture(),
    load: (argument, call) => booth.load(argument, call),
    createIdentity: () => booth.createIdentity(),
    identityMessage: () => booth.identityMessage(),
    walletIdentity: (signed) => booth.walletIdentity(signed),
    useIdentity: (identity) => booth.useIdentity(identity),
    useAccount: (account) => booth.useAccount(account),
    earlierVote: (argument, call) => booth.earlierVote(argument, call),
    anonymity: (weight) => booth.anonymity(weight),
    prepare: (ballot, call) => booth.prepare(ballot, call),
    prepareNamed: (ballot) => booth.prepareNamed(ballot),
    signNamed: (signed) => booth.signNamed(signed),
    waitable: () => booth.waitable(),
    draw: (within) => booth.draw(within),
    standing: (vote) => booth.standing(vote),
    send: (envelope, call) => booth.send(envelope, call),
    registrationMessage: (address) => booth.registrationMessage(address),
    register: (signed) => booth.register(signed),
    registerInvited: (invited) => booth.registerInvited(invited),
  },
  startPoseidon(),
);
