// Writes what an organiser publishes into public/: the process, the census, and a release of the census circuit's files. The key is a
// development key (INSECURE). It also writes a voter's identity, which a real organiser never sees.
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { Census, createIdentity, identityToJson, keyId, writeSnapshot } from "psephos";
import { formatManifest, makeManifest } from "psephos/artifacts";
import { compactKey, formatVerificationKeyFile, verificationKeyHash } from "psephos/groth16";
import { developmentCircuit } from "psephos/setup";

const folder = new URL("public/", import.meta.url);
const write = async (name, content) => {
  const path = new URL(name, folder);
  await mkdir(new URL(".", path), { recursive: true });
  await writeFile(path, content);
};

const voters = Array.from({ length: 30 }, () => createIdentity());
const census = new Census(
  7,
  voters.map(({ commitment }) => ({ commitment, weight: 1n })),
);
await write("census.psc", writeSnapshot(census));
await writeFile(new URL("identity.json", import.meta.url), identityToJson(voters[0]));

const { pwit, zkey, verificationKey } = await developmentCircuit("census-7");
const files = {
  pwit: { name: "census-7.pwit", bytes: pwit },
  pkey: { name: "census-7.pkey", bytes: await compactKey(zkey) },
  vkey: {
    name: "census-7.vkey.json",
    bytes: new TextEncoder().encode(formatVerificationKeyFile(verificationKey)),
  },
};
const manifest = await makeManifest({ circuit: "census-7", keyKind: "development-INSECURE", files });
const manifestText = formatManifest(manifest);
for (const { name, bytes } of Object.values(files)) await write(`release/${name}`, bytes);
await write("release/manifest.json", manifestText);

const process = {
  contract: `0x${"c0".repeat(20)}`,
  processId: `0x${"a1".repeat(32)}`,
  circuit: "census-7",
  censusKey: keyId("census-7", `0x${verificationKeyHash(verificationKey)}`),
  censusRoot: `0x${census.root.toString(16)}`,
  ballot: { maxCount: 1, maxValue: 2 },
  manifestSha256: createHash("sha256").update(manifestText).digest("hex"),
};
await write("process.json", JSON.stringify(process, null, 2));
console.log(`Published in public/, for a census of ${voters.length} voters.`);
