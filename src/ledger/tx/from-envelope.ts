/** From the voters' documents to transactions: the same content in the chain's binary form. */
import type { NamedEnvelope, RegistrationEnvelope, VoteEnvelope } from "../../ballot/index.js";
import { scalarToHex } from "../../bytes/index.js";
import type { AnonymousVote, NamedVote, Registration } from "./types.js";

export const anonymousVote = ({ censusRoot, ...envelope }: VoteEnvelope): AnonymousVote => ({
  kind: "anonymous",
  ...envelope,
  censusRoot: censusRoot === undefined ? null : scalarToHex(censusRoot),
});

export const namedVote = ({ censusRoot = undefined, ...envelope }: NamedEnvelope): NamedVote => ({
  kind: "named",
  ...envelope,
  censusRoot: censusRoot ?? null,
});

export const registration = (envelope: RegistrationEnvelope): Registration => ({
  kind: "register",
  ...envelope,
});
