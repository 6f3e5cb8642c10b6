/** The voter's worker: proves, seals and talks to nodes, away from the page. */
import { borrowWorkers } from "../../src/engine/index.js";
import { startPoseidon } from "../shared/poseidon.js";
import { answer } from "../shared/rpc.js";
import { Booth } from "./booth.js";
import type { BoothMethods } from "./booth-types.js";

void borrowWorkers();
const booth = new Booth();
answer<BoothMethods>(
  globalThis as unknown as Parameters<typeof answer>[0],
  {
    open: (link, call) => booth.open(link, call),
    state: () => booth.state(),
    picture: () => booth.picture(),
    load: (argument, call) => booth.load(argument, call),
    createIdentity: () => booth.createIdentity(),
    identityMessage: () => booth.identityMessage(),
    walletIdentity: (signed) => booth.walletIdentity(signed),
    useIdentity: (identity) => booth.useIdentity(identity),
    earlierVote: (argument, call) => booth.earlierVote(argument, call),
    anonymity: (weight) => booth.anonymity(weight),
    prepare: (ballot, call) => booth.prepare(ballot, call),
    send: (envelope, call) => booth.send(envelope, call),
    registrationMessage: (address) => booth.registrationMessage(address),
    register: (signed) => booth.register(signed),
    registerInvited: (invited) => booth.registerInvited(invited),
  },
  startPoseidon(),
);
