/** Votes by name, for addresses on the organiser's list: a wallet signs them. Loaded when an election takes such votes. */
import { encodeNamedEnvelope, fullBallotRules } from "../../src/ballot/index.js";
import { addressBytes, type Hex, toHex } from "../../src/bytes/index.js";
import type { SealedFor } from "../../src/lightclient/index.js";
import { scope } from "../../src/process/index.js";
import { castNamedVote, memberOf, type Sealing } from "../../src/voter/index.js";
import type { Ballot } from "./booth-types.js";
import { electorateOf, type Place, rootByName } from "./census.js";

/** The process as its votes by name need it. */
export function namedProcess({ shown }: Place): SealedFor & { readonly maxVoteOverwrites: number } {
  const { answer, declaration } = shown;
  const { contract, params } = declaration;
  const { processId, question } = answer;
  const { envelopeType, maxVoteOverwrites } = params;
  const questionIndex = envelopeType.serial ? question : 0;
  const ballot = fullBallotRules({ ...params, ...envelopeType });
  return { processId, scope: scope({ contract, processId, questionIndex }), maxVoteOverwrites, ballot };
}

/** The weight of an address; undefined if it is not on the list. @throws PsephosError as {@link electorateOf} */
export async function weightOf(place: Place, address: Hex): Promise<bigint | undefined> {
  const electorate = await electorateOf(place);
  const index = electorate.indexOf(BigInt(toHex(addressBytes(address, "the account"))));
  return index < 0 ? undefined : electorate.entry(index)?.weight;
}

/** A vote that waits for its signature. */
export interface UnsignedVote {
  /** What the wallet signs (`personal_sign`). */
  readonly text: string;
  /** @returns the envelope in its canonical form. @throws PsephosError `voter/signature` */
  sign(signature: Hex): Promise<string>;
}

/**
 * Packs and seals a vote by name. The same sealed ballot is what is signed and what is sent.
 * @throws PsephosError as {@link castNamedVote}
 */
export async function namedVote(
  place: Place,
  address: Hex,
  { votes, overwrite }: Pick<Ballot, "votes" | "overwrite">,
  sealing: Sealing | undefined,
): Promise<UnsignedVote> {
  const eligible = memberOf(await electorateOf(place), address);
  const { dynamicCensus } = place.shown.declaration.params.mode;
  let give!: (signature: Hex) => void;
  const signature = new Promise<Hex>((resolve) => {
    give = resolve;
  });
  let made!: Promise<string>;
  const text = await new Promise<string>((resolve, reject) => {
    const signMessage = (said: string) => {
      resolve(said);
      return signature;
    };
    const never = () => Promise.reject(new TypeError("a vote is no typed data"));
    made = castNamedVote(
      {
        ...{ process: namedProcess(place), votes, overwrite, ...eligible },
        ...(sealing ? { sealing } : {}),
        ...(dynamicCensus ? { censusRoot: rootByName(place) as Hex } : {}),
      },
      { address, signMessage, signTypedData: never },
    ).then(encodeNamedEnvelope);
    made.catch(reject);
  });
  return {
    text,
    sign(signed) {
      give(signed);
      return made;
    },
  };
}
