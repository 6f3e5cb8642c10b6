// A service worker without a bundler: it has no import(), so it takes the single file, which loads nothing later.
import * as whole from "./package/index.js";
import * as single from "./package/single.js";
import { scenario } from "./scenario.mjs";

async function prove() {
  const file = (name) => chrome.runtime.getURL(`circuit/${name}`);
  const artifacts = { wasm: file("c.wasm"), zkey: file("c.zkey") };
  const verificationKey = await (await fetch(file("c.vkey.json"))).json();
  const signals = await scenario(single, { ...artifacts, verificationKey });
  const { kernel } = await single.createProver(artifacts);
  const { code } = await whole.createProver(artifacts).catch((error) => error);
  return `ok ${signals} ${kernel} ${code}`;
}

prove()
  .catch(String)
  .then((outcome) => {
    globalThis.outcome = outcome;
  });
