// A voter's page: it loads the process, the whole census and a checked key, and proves the vote on this device.
import {
  CensusSnapshot,
  castVote,
  createProver,
  createVerifier,
  encodeEnvelope,
  identityFromJson,
  VotingProcess,
} from "psephos";
import { Release } from "psephos/artifacts";

const status = document.querySelector("[role=status]");
const tell = (text) => {
  status.textContent = text;
};

async function fetchFile(name) {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name}: the server answers ${response.status}`);
  return response;
}

/** The proving key, the witness program and the verification key, checked against the hash that the organiser announced. */
async function loadKeys({ manifestSha256 }) {
  const release = await Release.open(new URL("release", location.href).href, {
    manifestSha256,
    reach: "typed",
  });
  const load = (role) =>
    release.load(role, {
      onProgress: ({ name, done, total }) => tell(`Loading ${name}: ${Math.floor((100 * done) / total)} %`),
    });
  const [zkey, wasm, vkey] = [await load("pkey"), await load("pwit"), await load("vkey")];
  const prover = await createProver({ zkey, wasm });
  return { prover, verifier: await createVerifier(JSON.parse(new TextDecoder().decode(vkey))) };
}

async function vote(form) {
  const { censusRoot, ...rest } = await (await fetchFile("process.json")).json();
  const process = new VotingProcess({ ...rest, censusRoot: BigInt(censusRoot) });
  const census = new CensusSnapshot(new Uint8Array(await (await fetchFile("census.psc")).arrayBuffer()));
  const identity = identityFromJson(await form.querySelector("[type=file]").files[0].text());
  const keys = await loadKeys(rest);
  tell("Proving");
  const votes = [Number(new FormData(form).get("choice"))];
  const cast = { process, identity, census, votes };
  // Without `insecure` the development key of this example is refused.
  const { envelope, anonymitySet } = await castVote(cast, keys, { insecure: true });
  await keys.prover.close();
  await keys.verifier.close();
  // A real page sends it to a node, over a connection that does not reveal the voter.
  document.querySelector("pre").textContent = encodeEnvelope(envelope);
  tell(`Done: hidden among ${anonymitySet.size} voters`);
}

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await vote(event.target);
  } catch (error) {
    tell(error.message);
  }
});
