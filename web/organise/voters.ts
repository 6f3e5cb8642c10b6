/** The voters of a draft as a census. */
import { type Hex, scalarToHex } from "../../src/bytes/index.js";
import {
  ARITY,
  buildCensus,
  type CensusEntry,
  type CsvImport,
  readCensusCsv,
  writeSnapshot,
} from "../../src/census/index.js";
import { ensure } from "../../src/errors/index.js";
import type { GenesisKey } from "../../src/ledger/index.js";
import { keyId } from "../../src/process/index.js";
import { invitationAddress } from "../shared/invitation.js";
import type {} from "./codes.js";
import type { ListShown } from "./desk-types.js";
import type { DeclaredCensus } from "./documents.js";
import type { Draft, DraftVoters } from "./draft.js";

/** The most bad rows that are shown. */
const SHOWN = 50;
/** Levels of a census of addresses, which is proved by no circuit: 2,097,152 voters. */
const ADDRESS_DEPTH = 7;

/** How many voters have the rarest weight. */
function rarest(entries: readonly CensusEntry[]): number {
  const counts = new Map<bigint, number>();
  for (const { weight } of entries) counts.set(weight, (counts.get(weight) ?? 0) + 1);
  return counts.size === 0 ? 0 : Math.min(...counts.values());
}

/** @throws PsephosError `csv/…` */
export function listShown({ key, entries, problems }: CsvImport): ListShown {
  return {
    key,
    voters: entries.length,
    weighted: entries.some(({ weight }) => weight !== 1n),
    weight: entries.reduce((sum, { weight }) => sum + weight, 0n).toString(),
    fewest: rarest(entries),
    problems: problems.slice(0, SHOWN),
    wrong: problems.length,
  };
}

/** A draft's voters. @throws PsephosError `csv/…`, `organise/no-voters` */
export function votersOf(voters: DraftVoters): CsvImport {
  ensure(voters.kind !== "none", "organise/no-voters", "the draft says nothing about who may vote");
  if (voters.kind === "list") return readCensusCsv(voters.csv);
  const entries = voters.secrets.map((secret) => ({
    commitment: BigInt(invitationAddress(secret)),
    weight: 1n,
  }));
  return { key: "address", entries, problems: [] };
}

/** The smallest circuit of the chain whose tree has room for so many. */
function keyFor(keys: readonly GenesisKey[], voters: number): GenesisKey {
  const fitting = keys.filter(({ depth }) => ARITY ** depth >= voters).sort((a, b) => a.depth - b.depth);
  ensure(
    fitting[0],
    "organise/too-many-voters",
    "no census circuit of this voting chain has room for so many voters",
  );
  return fitting[0];
}

/**
 * Builds the census of a draft.
 * @param keys of the voting chain
 * @throws PsephosError `organise/bad-rows`, `organise/other-list`, `organise/too-many-voters`, and those of {@link buildCensus}
 */
export async function censusOf(
  { anonymous }: Draft,
  { key, entries, problems }: CsvImport,
  keys: readonly GenesisKey[],
): Promise<DeclaredCensus> {
  ensure(
    problems.length === 0,
    "organise/bad-rows",
    () => `${problems.length} rows of the voters' list are wrong`,
  );
  ensure(entries.length > 0, "organise/no-voters", "nobody may vote in this election");
  ensure(
    anonymous || key === "address",
    "organise/other-list",
    "votes by name need a list of addresses, and this is one of codes",
  );
  const circuit = anonymous ? keyFor(keys, entries.length) : undefined;
  const depth = key === "commitment" ? circuit!.depth : ADDRESS_DEPTH;
  const census = await buildCensus(entries, { depth });
  return {
    root: scalarToHex(census.root) as Hex,
    file: writeSnapshot(census),
    weighted: entries.some(({ weight }) => weight !== 1n),
    censusKey: circuit && keyId(circuit.circuit, circuit.keyHash),
    registration: anonymous && key === "address",
  };
}
