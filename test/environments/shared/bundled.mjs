// For bundlers: the files come by URL, from whoever serves the page.
import * as api from "psephos-groth16";
import { scenario } from "./scenario.mjs";

export async function proveFrom(base) {
  const verificationKey = await (await fetch(new URL("c.vkey.json", base))).json();
  return scenario(api, {
    wasm: `${new URL("c.wasm", base)}`,
    zkey: new URL("c.zkey", base),
    verificationKey,
  });
}

// Without a top-level await, which service workers may not have.
if (globalThis.circuitBase)
  proveFrom(globalThis.circuitBase).then((signals) => console.log("ok", `${signals}`));
