/** A replay's checks in words. */
import { placeAndName, type ReplayCheck, type WitnessProgram } from "../../setup/index.js";
import { counted } from "../show.js";

/** What a check is about, in one line. */
export function checkWords(check: ReplayCheck): string {
  switch (check.kind) {
    case "sources":
      return "circuit: its sources have the named hashes";
    case "compiled-circuit":
      return "circuit: compiled again, it is the named .r1cs";
    case "compiled-programs":
      return "circuit: compiled again, its witness programs are the named ones";
    case "programs":
      return "circuit: the published witness programs are the circuit's";
    case "circuit":
      return "circuit: the published .r1cs is the named one";
    case "powers-file":
      return "powers of tau: the file is the named one";
    case "powers-points":
      return "powers of tau: every point follows from the contributions";
    case "contribution":
      return `${check.phase}: contribution ${placeAndName(check.position, check.name)}`;
    case "remade-key":
      return "key: made again from its public seed, it is the named one";
    case "key-file":
      return "key: the published .zkey is the named one";
    case "key-points":
      return "key: every point follows from circuit, powers and contributions";
    case "compact-key":
      return "key: the published .pkey is the .zkey, made compact";
    case "key-kind":
      return "beacons: the transcript says which kind the key is";
    case "beacon":
      return `${check.phase}: the beacon's value${check.source === null ? "" : ` is that of ${check.source}`}`;
    case "verification-key":
      return "verification key: the published .vkey.json is the key's";
    case "contract-source":
      return "verifier contract: the published source is the key's";
    case "contract-code":
      return "verifier contract: compiled, it is the named code";
    case "deployed-code":
      return "verifier contract: the code on chain is the contract's";
    case "page":
      return "transcript: the page beside it (.md) says the same";
  }
}

const programs = (names: readonly WitnessProgram[]) => names.map((name) => `.${name}`).join(", ");

/** What a check that is right has found; empty where there is nothing to add. */
function foundWords(check: ReplayCheck & { readonly status: "right" }): string {
  switch (check.kind) {
    case "sources":
      return counted(check.found.files, "file");
    case "compiled-circuit":
      return `circom2 ${check.found.circom}`;
    case "compiled-programs":
    case "programs":
      return programs(check.found.programs);
    case "circuit":
      return counted(check.found.constraints, "constraint");
    case "powers-file":
      return check.found.published === null ? "of this ceremony" : `${check.found.published}'s, published`;
    case "powers-points":
      return `power ${check.found.power}`;
    case "contribution": {
      const { hash, signedBy } = check.found;
      return `${hash.slice(0, 16)}…, ${signedBy === null ? "not signed" : `signed by ${signedBy}`}`;
    }
    case "remade-key":
    case "key-kind":
      return check.found.keyKind;
    case "beacon": {
      const { hash, published } = check.found;
      return published === null ? hash : `in ${published}'s published file`;
    }
    case "contract-source":
      return check.found.contract;
    case "contract-code":
      return `solc ${check.found.solc}`;
    case "deployed-code":
      return check.found.address;
    default:
      return "";
  }
}

/** What to do about a check that was not made, by its code. */
function nextWords({ code, kind, ...check }: ReplayCheck): string {
  if (code === "setup/replay-not-asked" && kind === "deployed-code")
    return "; --rpc and --address name the contract";
  const source = "source" in check ? check.source : null;
  if (code === "setup/replay-beacon" && source !== null)
    return `; look it up, and give it with --beacon ${source}=0x…`;
  return "";
}

/** The check's outcome: what was found, or what is wrong; empty where there is nothing to add. */
export function outcomeWords(check: ReplayCheck): string {
  if (check.status === "right") return foundWords(check);
  return check.message === undefined ? "" : `${check.message}${nextWords(check)}`;
}
