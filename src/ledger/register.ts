/** Registration for an anonymous vote: an address that may vote adds a commitment to the census; the vote shows neither. */
import { registrationTypedData } from "../ballot/index.js";
import type { Hex } from "../bytes/index.js";
import { ARITY } from "../census/index.js";
import { ensure } from "../errors/index.js";
import { type Context, processOf, type Rule } from "./context.js";
import { eligibilityStatement } from "./eligibility.js";
import { genesisKey } from "./genesis.js";
import { isRegistering } from "./life.js";
import { presentRoot, putRecord } from "./process-record.js";
import { putRegistered, readRegistered, registeredPlace } from "./rolling-census.js";
import { digestOf } from "./signing.js";
import type { Registration } from "./tx/types.js";

export interface RegistrationOutcome {
  readonly kind: "register";
  readonly processId: Hex;
  /** Of the commitment in the census. */
  readonly place: number;
  readonly repeated: boolean;
}

/** Accepts a registration, or throws the reason for refusing it. */
export function* register(context: Context, tx: Registration): Rule<RegistrationOutcome> {
  const { draft, genesis } = context;
  const process = processOf(context, tx.processId);
  const { record, declaration } = process;
  const { params } = declaration;
  ensure(params.mode.preRegister, "ledger/no-registration", "the process takes no registrations");
  ensure(
    isRegistering(record),
    "ledger/registration-over",
    "registration is over: the census of the process is fixed",
  );
  ensure(tx.commitment !== 0n, "ledger/commitment", "a commitment is not zero");
  const { depth } = genesisKey(genesis, params.censusKey)!;
  const place = registeredPlace(draft, record, tx.voter);
  const outcome = { kind: "register", processId: tx.processId } as const;
  if (place !== undefined) {
    const before = readRegistered(draft, record, place)!;
    const same =
      before.nonce === tx.nonce && before.commitment === tx.commitment && before.weight === tx.weight;
    if (same) return { ...outcome, place, repeated: true };
    ensure(
      tx.nonce > before.nonce,
      "ledger/registered",
      `this voter is registered with number ${before.nonce}: only a higher one, up to 7, replaces it`,
    );
  } else {
    const places = Math.min(genesis.parameters.maxVoters, ARITY ** depth);
    ensure(
      record.registry.size < places,
      "ledger/full",
      `the process has ${places} registrations, the most that its census and the chain allow`,
    );
  }
  const eligible = eligibilityStatement(tx, process, presentRoot(record));
  const digest = digestOf(registrationTypedData(genesis.hash, tx));
  const [signed, may] = yield [
    { kind: "signature", digest, signature: tx.signature, address: tx.voter },
    eligible,
  ];
  ensure(signed, "ledger/signature", "the signature of this registration was not made by its voter");
  ensure(
    may,
    "ledger/not-eligible",
    "the eligibility of this registration does not prove that its voter may vote with this weight",
  );
  putRecord(draft, putRegistered(draft, record, depth, tx));
  return { ...outcome, place: place ?? record.registry.size, repeated: false };
}
