import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  CONTENT_URI_LIMITS,
  type ContentUri,
  contentHash,
  formatContentUri,
  parseContentUri,
} from "../../src/process/index.js";
import { throwsCode, utf8 } from "./support.js";

const CID0 = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKxEoD";
const CID1 = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
const HASH = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"; // of no bytes, FIPS 202

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, validSchemes: ["https"] }).map((url) => url.replace(/[,!]/g, "")),
  fc.constantFrom(
    `ipfs://${CID0}`,
    `ipfs://${CID1}/a/b.json`,
    "http://localhost:8080/x",
    "http://127.0.0.1/",
  ),
);
const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const uri: fc.Arbitrary<ContentUri> = fc.record(
  {
    addresses: fc.array(address, { minLength: 1, maxLength: 4 }),
    hash: fc.option(hash, { nil: undefined }),
  },
  { noNullPrototype: true },
);

describe("process/content-uri", () => {
  it("parses what it formats, and formats what it parses", () => {
    fc.assert(
      fc.property(uri, (uri) => {
        const text = formatContentUri(uri);
        assert.deepEqual(parseContentUri(text), uri);
        assert.equal(formatContentUri(parseContentUri(text)), text);
      }),
    );
  });

  it("reads the documents' example form", () => {
    assert.deepEqual(parseContentUri(`ipfs://${CID0},https://server/file.dat!${HASH}`), {
      addresses: [`ipfs://${CID0}`, "https://server/file.dat"],
      hash: HASH,
    });
    assert.deepEqual(parseContentUri(`ipfs://${CID1}`), { addresses: [`ipfs://${CID1}`], hash: undefined });
  });

  it("hashes with SHA3-256 as FIPS 202 has it, not Keccak-256", () => {
    assert.equal(contentHash(utf8("")), HASH);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(contentHash(bytes), createHash("sha3-256").update(bytes).digest("hex"));
      }),
    );
  });

  it("refuses what is no content URI", () => {
    const good = `ipfs://${CID1}`;
    const wrong: unknown[] = [
      "",
      "!",
      ",",
      `${good},`,
      `,${good}`,
      `${good},,https://a.org/`,
      `${good} `,
      ` ${good}`,
      `${good}\n`,
      `${good}, https://a.org/`,
      `${good}!`,
      `${good}!${HASH}!`,
      `${good}!${HASH}!${HASH}`,
      `${good}!0x${HASH}`,
      `${good}!${HASH.toUpperCase()}`,
      `${good}!${HASH.slice(1)}`,
      `${good}!${HASH}0`,
      `!${HASH}`,
      HASH,
      "ipfs://",
      "ipfs:///x",
      `ipfs:${CID1}`,
      `ipfs://${CID1.toUpperCase()}`,
      `ipfs://${CID0.slice(1)}`,
      `ipfs://${CID0}0`,
      `ipfs://${CID0.replace("Y", "0")}`,
      `ipfs://${CID1}?x=1`,
      `ipfs://${CID1}#x`,
      `ipfs://${CID1}//x`,
      `ipfs://${CID1}/`,
      `ipfs://${CID1}/../${CID0}`,
      `ipfs://${CID1}/./x`,
      `ipfs://${CID1}/%2e%2E/x`,
      `ipfs://${CID1}/.%2e`,
      `ipns://${CID1}`,
      "http://example.org/file",
      "http://localhost.example.org/file",
      "http://127.0.0.1.example.org/file",
      "https://user@example.org/file",
      "https://user:password@example.org/file",
      "https://example.org/file#part",
      "https://exa mple.org/",
      "https://example.org/ü",
      "https://example.org/<x>",
      "https://example.org\\x",
      "https://",
      "https://[::1",
      "https://example.org:99999/",
      "HTTPS://example.org/",
      "ftp://example.org/x",
      "javascript://example.org/%0aalert(1)",
      "data://text",
      "file:///etc/passwd",
      "//example.org/x",
      "example.org/x",
      undefined,
      null,
      7,
      [good],
    ];
    for (const text of wrong) throwsCode(() => parseContentUri(text as string), "process/content-uri");
  });

  it("holds to its limits", () => {
    const { addresses, characters } = CONTENT_URI_LIMITS;
    const many = (count: number) => Array.from({ length: count }, (_, i) => `https://a.org/${i}`);
    assert.doesNotThrow(() => formatContentUri({ addresses: many(addresses), hash: HASH }));
    throwsCode(() => formatContentUri({ addresses: many(addresses + 1), hash: HASH }), "process/content-uri");
    throwsCode(() => formatContentUri({ addresses: [], hash: HASH }), "process/content-uri");
    const long = (length: number) => `https://a.org/${"x".repeat(length - 14)}`;
    assert.doesNotThrow(() => parseContentUri(long(characters)));
    throwsCode(() => parseContentUri(long(characters + 1)), "process/content-uri");
    throwsCode(() => formatContentUri({ addresses: [long(characters)], hash: HASH }), "process/content-uri");
  });

  it("answers anything with a typed error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          assert.equal(formatContentUri(parseContentUri(text)), text);
        } catch (error) {
          assert.equal((error as { code: string }).code, "process/content-uri");
        }
      }),
    );
  });
});
