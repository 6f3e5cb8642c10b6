import type { Group } from "../../command.js";
import { beacon } from "./beacon.js";
import { contribute } from "./contribute.js";
import { importFile } from "./import.js";
import { create } from "./new.js";
import { prepare } from "./prepare.js";
import { verify } from "./verify.js";

export const ptau: Group = {
  name: "ptau",
  description: "powers of tau: what the keys of all circuits begin with",
  commands: [create, contribute, beacon, verify, importFile, prepare],
};
