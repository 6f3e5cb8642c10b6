/** What the contributor's page is tried with: the page as it is built, a small ceremony on a host, and hosts that fail. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatListing } from "../../src/setup/ceremony/listing.js";
import {
  contributeToCeremony,
  createInitialKey,
  formatAttestation,
  PtauFile,
  parseAttestation,
  signAttestation,
  writeListing,
} from "../../src/setup/index.js";
import { openWorkshop, smallPowers, squares, type Workshop } from "../setup/support/ceremony.js";
import { r1csFile } from "../setup/support/random-circuit.js";
import { serve } from "./serve.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const ATTESTATION = "key-0001.zkey.attestation.json";
export const CIRCUIT = r1csFile(squares(6));

/** How a host fails: every request, or a key after half of its bytes. */
export type Mood = "down" | "error" | "breaks" | "well";

export interface Scene {
  readonly folder: string;
  readonly workshop: Workshop;
  readonly origin: string;
  /** A copy of the ceremony, changed, and its address. */
  copied(name: string, change: (copy: string) => void): string;
  /** The address of the right ceremony on another host, in this mood. */
  moody(mood: Mood): string;
  close(): Promise<void>;
}

/** Another origin, that lets pages read it and fails as it is told. */
async function openMoodyHost(folder: string) {
  let mood: Mood = "well";
  const server = createServer((request, response) => {
    if (mood === "down") return void request.socket.destroy();
    const name = decodeURIComponent(request.url!.split("/").at(-1)!);
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "range");
    if (request.method === "OPTIONS") return void response.end();
    if (mood === "error") return void response.writeHead(503).end();
    const bytes = readFileSync(join(folder, name));
    response.setHeader("content-length", bytes.length);
    if (mood === "breaks" && name.endsWith(".zkey"))
      response.write(bytes.subarray(0, bytes.length / 2), () =>
        setTimeout(() => request.socket.destroy(), 200),
      );
    else response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    moody(next: Mood): string {
      mood = next;
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/right`;
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

export async function openScene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "psephos page "));
  const at = (name: string): string => join(folder, name);
  execFileSync(process.execPath, ["--import", "tsx", "scripts/build-contribute.ts", at("site")], {
    cwd: ROOT,
  });
  const workshop = await openWorkshop();
  const right = at("hosted/right");
  mkdirSync(right, { recursive: true });
  await using ptau = await PtauFile.open(await smallPowers(workshop, "powers", 3, "one"));
  const { zkey } = await createInitialKey({ r1cs: CIRCUIT, ptau }, workshop.vectors);
  writeFileSync(join(right, "key-0000.zkey"), zkey);
  writeFileSync(join(right, "circuit.r1cs"), CIRCUIT);
  cpSync(workshop.path("powers.ptau"), join(right, "powers.ptau"));
  const { attestation } = await contributeToCeremony({ folder: right, name: "Bea" }, workshop.vectors);
  rmSync(join(right, "ceremony.json"));
  const signed = await signAttestation(attestation, `0x${"17".repeat(32)}`);
  writeFileSync(join(right, ATTESTATION), formatAttestation(signed));
  await writeListing(right);
  // The page's own policy holds, and no other.
  const policy = /http-equiv="content-security-policy" content="([^"]*)"/.exec(
    readFileSync(at("site/index.html"), "utf8"),
  )![1]!;
  const server = await serve({ "/": at("site"), "/hosted": at("hosted") }, false, policy);
  const host = await openMoodyHost(right);
  return {
    folder,
    workshop,
    origin: server.origin,
    copied(name, change) {
      const copy = at(join("hosted", name));
      rmSync(copy, { recursive: true, force: true });
      cpSync(right, copy, { recursive: true });
      change(copy);
      return `${server.origin}/hosted/${name}`;
    },
    moody: host.moody,
    async close() {
      host.close();
      await server.close();
      await workshop.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const flip = (path: string): void => {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(path, bytes);
};

/** Changes a file, and lists it as it now is. */
function relist(copy: string, name: string, spoil: (path: string) => void): void {
  const path = join(copy, name);
  spoil(path);
  const listing = JSON.parse(readFileSync(join(copy, "ceremony.json"), "utf8"));
  const entry = listing.files.find((file: { name: string }) => file.name === name);
  const bytes = readFileSync(path);
  Object.assign(entry, { size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
  writeFileSync(join(copy, "ceremony.json"), formatListing(listing));
}
const page = (title: string) => (path: string) =>
  writeFileSync(path, `<!doctype html><title>${title}</title>`);
const reattested = (change: (attestation: ReturnType<typeof parseAttestation>) => object) => (copy: string) =>
  relist(copy, ATTESTATION, (path) => {
    const attestation = parseAttestation(readFileSync(path, "utf8"));
    writeFileSync(path, formatAttestation({ ...attestation, ...change(attestation) }));
  });

/** Ceremonies that are not what they are said to be: the error's code, and what the person is told. The first two are of the
 * right key, which no browser may have kept from another one. */
export const SPOILED: readonly [name: string, code: string, words: string, (copy: string) => void][] = [
  ["another-hash", "setup/ceremony-file", "is not the one that", (copy) => flip(join(copy, "key-0001.zkey"))],
  ["a-page", "setup/ceremony-html", "A web page came", (copy) => page("Hi")(join(copy, "key-0001.zkey"))],
  [
    ...(["another-circuit", "setup/other-circuit", "do not fit together"] as const),
    (copy) => relist(copy, "circuit.r1cs", (path) => writeFileSync(path, r1csFile(squares(5)))),
  ],
  [
    ...(["a-page-of-its-own-hash", "groth16/file-html", "do not fit together"] as const),
    (copy) => relist(copy, "key-0001.zkey", page("Hi")),
  ],
  [
    ...(["cut", "groth16/file-truncated", "A file is not complete"] as const),
    (copy) =>
      relist(copy, "key-0001.zkey", (path) => writeFileSync(path, readFileSync(path).subarray(0, -1))),
  ],
  [
    ...(["left-out", "setup/ceremony-position", "do not fit together"] as const),
    (copy) => relist(copy, "key-0001.zkey", (path) => cpSync(join(copy, "key-0000.zkey"), path)),
  ],
  [
    ...(["another-attested", "setup/attestation-other", "does not fit the key"] as const),
    reattested(() => ({ name: "Eve", signature: null })),
  ],
  [
    ...(["another-signature", "setup/attestation-signature", "does not fit the key"] as const),
    reattested(({ signature }) => ({
      signature: { ...signature, address: "0x000000000000000000000000000000000000dEaD" },
    })),
  ],
];
