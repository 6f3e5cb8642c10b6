import type { Group, Unnamed } from "../command.js";
import { beacon } from "./beacon.js";
import { circuit } from "./circuit.js";
import { contribute } from "./contribute.js";
import { exportFiles } from "./export.js";
import { finalize } from "./finalize.js";
import { init } from "./init.js";
import { list } from "./list.js";
import { ptau } from "./ptau/index.js";
import { release } from "./release.js";
import { replay } from "./replay.js";
import { sign } from "./sign.js";
import { verify } from "./verify.js";

export default {
  commands: [
    circuit,
    init,
    beacon,
    verify,
    exportFiles,
    contribute,
    list,
    finalize,
    sign,
    replay,
    release,
    ptau,
  ],
} satisfies Unnamed<Group>;
