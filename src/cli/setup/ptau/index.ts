import type { Group } from "../../command.js";
import { beacon } from "./beacon.js";
import { contribute } from "./contribute.js";
import { importFile } from "./import.js";
import { create } from "./new.js";
import { prepare } from "./prepare.js";
import { verify } from "./verify.js";

export const ptau: Group = {
  name: "ptau",
  description: "powers of tau: the first phase, which all circuits share",
  commands: [create, contribute, beacon, verify, importFile, prepare],
};
