/** What a wallet or an invitation signs for a voter: an identity, and a registration. Loaded when a voter needs it. */
import { hashTypedData } from "viem/utils";
import { encodeRegistration, registrationTypedData } from "../../src/ballot/index.js";
import type { Hex } from "../../src/bytes/index.js";
import {
  type Identity,
  identityFromSignatures,
  identityToJson,
  identityTypedData,
} from "../../src/census/index.js";
import { ensure } from "../../src/errors/index.js";
import { createRegistration, memberOf, type VoterWallet } from "../../src/voter/index.js";
import { invitationAddress, signWithInvitation } from "../shared/invitation.js";
import { electorateOf, type Place } from "./census.js";
import { typedDataJson } from "./typed-data.js";

/** What an identity is made for. @throws PsephosError `census/chain-id` */
function purposeOf({ node, shown }: Place) {
  const { contract, entity } = shown.declaration;
  ensure(node.genesis.evm, "census/chain-id", "the voting chain of this election has no chain for wallets");
  return { chainId: node.genesis.evm.chainId, contract, organiser: entity };
}

/** What the wallet signs twice to make an identity. */
export const identityMessage = (place: Place): string => typedDataJson(identityTypedData(purposeOf(place)));

/** @throws PsephosError as {@link identityFromSignatures} */
export const walletIdentity = async (
  place: Place,
  address: Hex,
  signatures: readonly [Hex, Hex],
): Promise<string> => identityToJson(await identityFromSignatures(purposeOf(place), address, signatures));

/** Whose registration it is. */
export interface Registrant {
  readonly identity: Identity;
  readonly address: Hex;
  /** 0 for an address's first registration, a higher one replaces it. */
  readonly number: number;
}

/** @throws PsephosError `voter/not-in-census` */
export async function registrationMessage(
  place: Place,
  { identity, address, number }: Registrant,
): Promise<string> {
  const { node, shown } = place;
  const { weight } = memberOf(await electorateOf(place), address);
  const { commitment } = identity;
  const said = { processId: shown.answer.processId, commitment, weight, nonce: number };
  return typedDataJson(registrationTypedData(node.genesis.hash, said));
}

/** A registration that is ready to be sent. @throws PsephosError as {@link createRegistration} */
export async function registration(
  place: Place,
  { identity, address, number }: Registrant,
  signTypedData: VoterWallet["signTypedData"],
): Promise<string> {
  const { node, shown } = place;
  const eligible = memberOf(await electorateOf(place), address);
  const never = () => Promise.reject(new TypeError("a registration is no message"));
  const { processId } = shown.answer;
  const made = await createRegistration(
    { genesisHash: node.genesis.hash, processId, identity, number, ...eligible },
    { address, signMessage: never, signTypedData },
  );
  return encodeRegistration(made);
}

/** The same by an invitation's key in place of a wallet. */
export const invitedRegistration = (
  place: Place,
  invite: Hex,
  who: Omit<Registrant, "address">,
): Promise<string> =>
  registration(place, { ...who, address: invitationAddress(invite) }, async (data) =>
    signWithInvitation(invite, hashTypedData(data)),
  );
