// What every page does, however it loads the package: fetch a circuit, prove, verify, and be refused.
// `groth16` is the module `psephos/groth16`; the result is plain JSON for the test to check in Node.
export async function scenario({ createProver, createVerifier }, base) {
  const bytes = async (name) => {
    const response = await fetch(new URL(name, base));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const json = async (name) => JSON.parse(new TextDecoder().decode(await bytes(name)));
  const started = performance.now();
  const [wasm, zkey, verificationKey, input] = await Promise.all([
    bytes("circuit.wasm"),
    bytes("circuit.zkey"),
    json("vkey.json"),
    json("input.json"),
  ]);
  const prover = await createProver({ wasm, zkey });
  const first = await prover.prove(input);
  const cold = performance.now() - started;
  const again = performance.now();
  const second = await prover.prove(input);
  const warm = performance.now() - again;
  // The smaller files that a voter downloads.
  const small = await createProver({ wasm: bytes("circuit.pwit"), zkey: bytes("circuit.pkey") });
  const third = await small.prove(input);
  await small.close();
  await prover.close();

  const verifier = await createVerifier(verificationKey);
  const accepted = [];
  for (const claim of [first, second, third]) accepted.push(await verifier.verify(claim));
  const [signal, ...others] = first.publicSignals;
  const altered = await verifier.verify({ ...first, publicSignals: [`${BigInt(signal) ^ 1n}`, ...others] });
  let code;
  try {
    await verifier.verify({ ...first, publicSignals: others });
  } catch (error) {
    code = error.code;
  }
  await verifier.close();
  return {
    claim: first,
    second,
    accepted,
    altered,
    code,
    cold,
    warm,
    isolated: globalThis.crossOriginIsolated,
  };
}

/** Runs the scenario and leaves its outcome where the test looks for it. */
export function report(promise) {
  promise.then(
    (value) => {
      globalThis.outcome = { value };
    },
    (error) => {
      globalThis.outcome = { error: `${error?.name}: ${error?.message}\n${error?.stack}` };
    },
  );
}
