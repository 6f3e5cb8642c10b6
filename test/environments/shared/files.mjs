// The circuit's files, from disk.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const circuitFiles = (folder) => ({
  wasm: join(folder, "c.wasm"),
  zkey: join(folder, "c.zkey"),
  verificationKey: JSON.parse(readFileSync(join(folder, "c.vkey.json"), "utf8")),
});
