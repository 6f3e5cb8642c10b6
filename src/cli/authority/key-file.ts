/** The authority's key, from its file. */
import { type AuthorityKey, authorityFromJson } from "../../census/index.js";
import { option } from "../command.js";
import { readText } from "../files.js";

/** The default path of a key. */
export const KEY_NAME = "authority.json";

export const AUTHORITY_KEY = option("--key <file>", "the authority's key", { unless: KEY_NAME });

/** @throws PsephosError `cli/read`, `census/authority-key` */
export const readAuthority = async (file: string): Promise<AuthorityKey> =>
  authorityFromJson(await readText(file, "Make one with `psephos authority new`."));
