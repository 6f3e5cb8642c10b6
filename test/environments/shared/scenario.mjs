// What every environment does with the package: prove and verify by both faces. Without Node's modules: it runs in pages too.
const INPUT = {
  factor: 3,
  grid: [
    [11, 5],
    [7, 13],
  ],
  label: 42,
  total: "195",
};
const SIGNALS = "116,42,195";

function must(condition, what) {
  if (!condition) throw new Error(`the scenario fails: ${what}`);
}

export async function scenario(api, { wasm, zkey, verificationKey }) {
  const { createProver, createVerifier, groth16, PsephosError, proofToBytes } = api;
  const prover = await createProver({ wasm, zkey });
  const claim = await prover.prove(INPUT);
  const refused = await prover.prove({ ...INPUT, total: 196 }).catch((error) => error);
  await prover.close();
  must(refused instanceof PsephosError && refused.code === "groth16/unsatisfied", "a wrong input is refused");
  must(`${claim.publicSignals}` === SIGNALS, "the public signals");

  const second = await groth16.fullProve(INPUT, wasm, zkey);
  const wrong = { ...second, publicSignals: ["117", "42", "195"] };
  must(await groth16.verify(verificationKey, second.publicSignals, second.proof), "groth16.verify says true");
  must(
    !(await groth16.verify(verificationKey, wrong.publicSignals, wrong.proof)),
    "groth16.verify says false",
  );

  const verifier = await createVerifier(verificationKey);
  must(await verifier.verify(claim), "verify says true");
  must(await verifier.verify({ ...claim, proof: proofToBytes(claim.proof) }), "a proof in bytes");
  const { ok, bad } = await verifier.verifyBatch([claim, second, wrong, claim]);
  must(!ok && `${bad}` === "2", "the batch finds the wrong one");
  await verifier.close();
  return claim.publicSignals;
}
