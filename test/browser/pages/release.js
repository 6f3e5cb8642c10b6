// Loads a release's file in the page, and says how it went. Bundled with the artifacts room (release.browser.ts).
import { ArtifactError, Release } from "../../../src/artifacts/index.ts";

const CACHE = "psephos-artifacts-v1";
const keyOf = (key) => `https://artifacts.psephos.invalid/${key}`;

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

globalThis.loadRelease = async (folder, manifestSha256, role) => {
  const steps = [];
  try {
    const release = await Release.open(folder, { manifestSha256, reach: "typed" });
    const onProgress = ({ done, total }) => steps.push(done / total);
    const bytes = await release.load(role, { onProgress });
    return { sha256: await digest(bytes), steps };
  } catch (error) {
    if (!(error instanceof ArtifactError)) return { code: error.code ?? String(error) };
    return { code: error.code, faults: error.failures.map(({ fault }) => fault), steps };
  }
};

/** What the Cache API holds, in bytes by key. */
globalThis.cached = async () => {
  const cache = await caches.open(CACHE);
  const sizes = {};
  for (const request of await cache.keys()) {
    const body = await (await cache.match(request)).arrayBuffer();
    sizes[new URL(request.url).pathname.slice(1)] = body.byteLength;
  }
  return sizes;
};

globalThis.poison = async (key) => {
  const cache = await caches.open(CACHE);
  const bytes = new Uint8Array(await (await cache.match(keyOf(key))).arrayBuffer());
  bytes[bytes.length >> 1] ^= 1;
  await cache.put(keyOf(key), new Response(bytes));
};
