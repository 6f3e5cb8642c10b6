// A service worker, without Worker and without createObjectURL: it proves on its own thread.
import * as api from "psephos-groth16";
import { proveFrom } from "../shared/bundled.mjs";

async function prove() {
  const signals = await proveFrom(chrome.runtime.getURL("circuit/"));
  const { code } = await api
    .createProver({ zkey: chrome.runtime.getURL("circuit/c.zkey") }, { threads: 2 })
    .catch((error) => error);
  return `ok ${signals} ${typeof Worker} ${typeof URL.createObjectURL} ${code}`;
}

prove()
  .catch(String)
  .then((outcome) => {
    globalThis.outcome = outcome;
  });
