// React Native's Hermes has no WebAssembly: the error says so, whatever is asked.
import { createProver, createVerifier, groth16, wtns } from "psephos-groth16";
import verificationKey from "../circuit/c.vkey.json";

const attempts = {
  createVerifier: () => createVerifier(verificationKey),
  createProver: () => createProver({ zkey: new Uint8Array(100) }),
  "groth16.prove": () => groth16.prove(new Uint8Array(100), new Uint8Array(100)),
  "wtns.calculate": () => wtns.calculate({}, new Uint8Array(100), { type: "mem" }),
};

(async () => {
  const codes = [];
  for (const attempt of Object.values(attempts))
    codes.push(
      await attempt().then(
        () => "no error",
        (error) => error.code ?? String(error),
      ),
    );
  print(typeof WebAssembly, `${codes}`);
})();
