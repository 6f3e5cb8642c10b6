/**
 * Whom an authority issued a certificate: each voter one, and no more than it said. The list is published when the issuing is over, so
 * that everyone can see that no voter was made up; it is sorted, and tells nothing of who came when.
 */
import { ensure, isVisible } from "../../errors/index.js";

/** A voter who was issued a certificate. */
export interface IssuedVoter {
  /** An address, or a name that those who check the list know the voter by. */
  readonly voter: string;
  /** Decimal; a blind authority gives every voter 1, and the list none. */
  readonly weight?: string;
}

/** The list of one authority for one process. */
export interface IssuedList {
  /** The authority's key. */
  readonly censusRoot: string;
  /** Of the process's question 0, decimal; a blind authority's key is of one process anyway, and its list has none. */
  readonly scope?: string;
  /** Ascending. */
  readonly voters: readonly IssuedVoter[];
}

const TYPE = "psephos-issued";
const MOST_CHARACTERS = 200;

/** Names that differ in case, white space or the form of their letters are one voter's. */
const keyOf = (voter: string): string => voter.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();

const isName = (voter: unknown): voter is string =>
  typeof voter === "string" && keyOf(voter) !== "" && voter.length <= MOST_CHARACTERS && isVisible(voter);

/**
 * The list with one voter more.
 * @param most how many voters the authority certifies at most
 * @throws PsephosError `census/issued-twice`, `census/issued-all`; `census/issued-list` if the voter has no name that can be read
 */
export function withIssued(
  list: IssuedList,
  issued: IssuedVoter,
  most = Number.POSITIVE_INFINITY,
): IssuedList {
  ensure(
    isName(issued.voter),
    "census/issued-list",
    `a voter has a name of 1 to ${MOST_CHARACTERS} characters that are all seen`,
  );
  const key = keyOf(issued.voter);
  ensure(
    !list.voters.some(({ voter }) => keyOf(voter) === key),
    "census/issued-twice",
    `${issued.voter} was issued a certificate already: each voter gets one`,
    "A voter who lost it cannot vote: another one could be a second vote.",
  );
  ensure(
    list.voters.length < most,
    "census/issued-all",
    `the authority has issued all of its ${most} certificates`,
    "The number is part of the process's census root, and nodes refuse more votes.",
  );
  const order = (one: IssuedVoter, other: IssuedVoter) => (keyOf(one.voter) < keyOf(other.voter) ? -1 : 1);
  return { ...list, voters: [...list.voters, issued].sort(order) };
}

export const issuedToJson = ({ censusRoot, scope, voters }: IssuedList): string =>
  `${JSON.stringify({ type: TYPE, version: 1, censusRoot, ...(scope && { scope }), voters }, null, 2)}\n`;

/**
 * Reads {@link issuedToJson}'s document.
 * @param of the authority and the process whose list it has to be
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
