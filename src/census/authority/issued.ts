/**
 * The voters to whom an authority issued a certificate: one for each voter, and no more than it announced. The list is published when the issuing is over, so
 * that everyone can see that no voter was invented; it is sorted, so it does not show in which order voters came.
 */
import { ensure, isVisible } from "../../errors/index.js";

/** A voter who has a certificate. */
export interface IssuedVoter {
  /** An address, or a name that the people who check the list know. */
  readonly voter: string;
  /** Decimal; a blind authority gives every voter weight 1, and its list has no weights. */
  readonly weight?: string;
}

/** The list of one authority for one process. */
export interface IssuedList {
  /** The authority's key. */
  readonly censusRoot: string;
  /** Of the process's question 0, decimal; a blind authority's key is for one process only, so its list has none. */
  readonly scope?: string;
  /** Ascending. */
  readonly voters: readonly IssuedVoter[];
}

const TYPE = "psephos-issued";
const MOST_CHARACTERS = 200;

/** Names that differ only in case, white space or the form of their letters are the same voter. */
const keyOf = (voter: string): string => voter.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();

const isName = (voter: unknown): voter is string =>
  typeof voter === "string" && keyOf(voter) !== "" && voter.length <= MOST_CHARACTERS && isVisible(voter);

/**
 * The list with one more voter.
 * @param most how many voters the authority certifies at most
 * @throws PsephosError `census/issued-twice`, `census/issued-all`; `census/issued-list` if the voter's name is not readable
 */
export function withIssued(
  list: IssuedList,
  issued: IssuedVoter,
  most = Number.POSITIVE_INFINITY,
): IssuedList {
  ensure(
    isName(issued.voter),
    "census/issued-list",
    `a voter has a name of 1 to ${MOST_CHARACTERS} visible characters`,
  );
  const key = keyOf(issued.voter);
  ensure(
    !list.voters.some(({ voter }) => keyOf(voter) === key),
    "census/issued-twice",
    `${issued.voter} already has a certificate: each voter gets one`,
    "A voter who lost it cannot vote: another one could be a second vote.",
  );
  ensure(
    list.voters.length < most,
    "census/issued-all",
    `the authority has already issued all of its ${most} certificates`,
    "The number is part of the process's census root, and nodes refuse more votes.",
  );
  const order = (one: IssuedVoter, other: IssuedVoter) => (keyOf(one.voter) < keyOf(other.voter) ? -1 : 1);
  return { ...list, voters: [...list.voters, issued].sort(order) };
}

export const issuedToJson = ({ censusRoot, scope, voters }: IssuedList): string =>
  `${JSON.stringify({ type: TYPE, version: 1, censusRoot, ...(scope && { scope }), voters }, null, 2)}\n`;

/**
 * Reads {@link issuedToJson}'s document.
 * @param the authority and the process that the list must belong to
 * @throws PsephosError `census/issued-list`
 */
export function issuedFromJson(document: unknown, of: Pick<IssuedList, "censusRoot" | "scope">): IssuedList {
  const { type, version, censusRoot, scope, voters } = (document ?? {}) as Record<string, unknown>;
  const code = "census/issued-list";
  ensure(
    type === TYPE && version === 1 && Array.isArray(voters),
    code,
    `this is not a ${TYPE} of version 1`,
    "Give the list that this command wrote before, or a new name.",
  );
  ensure(
    censusRoot === of.censusRoot && scope === of.scope,
    code,
    "this is the list of another authority or process",
    "Each authority has one list for each process.",
  );
  for (const one of voters as IssuedVoter[]) {
    const isWeight = one?.weight === undefined || /^[1-9][0-9]{0,38}$/.test(String(one.weight));
    ensure(isName(one?.voter) && isWeight, code, "the list has an entry that is not a voter");
  }
  return { ...of, voters };
}
