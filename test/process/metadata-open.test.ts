import assert from "node:assert/strict";
import fc from "fast-check";
import {
  contentHash,
  type DocumentError,
  encodeMetadata,
  encryptMetadata,
  fetchMetadata,
  METADATA_LIMITS,
  newMetadataKey,
  openMetadata,
  type ProcessMetadata,
} from "../../src/process/index.js";
import { example } from "./metadata-samples.js";
import { rejectsCode, throwsCode, utf8 } from "./support.js";

describe("process/metadata-open", () => {
  const key = newMetadataKey();
  const params = {
    mode: { encryptedMetadata: false },
    envelopeType: { serial: false, uniqueValues: false },
    questionCount: 2,
    maxCount: 2,
    maxValue: 2,
  };
  const secret = { ...params, mode: { encryptedMetadata: true } };
  const plain = encodeMetadata(example);
  const sealed = encryptMetadata(example, key);

  it("opens plain and encrypted metadata", () => {
    assert.deepEqual(openMetadata(plain, params), example);
    assert.deepEqual(openMetadata(plain, params, key), example);
    assert.deepEqual(openMetadata(sealed, secret, key), example);
  });

  it("holds the document to ENCRYPTED_METADATA, both ways", () => {
    throwsCode(() => openMetadata(plain, secret, key), "process/metadata-flag");
    throwsCode(() => openMetadata(sealed, params, key), "process/metadata-flag");
    throwsCode(() => openMetadata(sealed, params), "process/metadata-flag");
  });

  it("asks for the key", () => {
    const error = throwsCode(() => openMetadata(sealed, secret), "process/metadata-key");
    assert.match(error.hint ?? "", /organiser/);
    throwsCode(() => openMetadata(sealed, secret, newMetadataKey()), "process/metadata-key");
  });

  it("holds the document to the parameters", () => {
    throwsCode(() => openMetadata(plain, { ...params, maxValue: 3 }), "process/metadata-params");
    throwsCode(() => openMetadata(sealed, { ...secret, questionCount: 1 }, key), "process/metadata-params");
  });

  it("answers any bytes with a typed error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.throws(() => openMetadata(bytes, params), { name: /PsephosError|DocumentError/ });
      }),
    );
    const text = new TextDecoder().decode(plain);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, noise) => {
        let document: ProcessMetadata;
        try {
          document = openMetadata(utf8(text.slice(0, at) + noise + text.slice(at + 1)), params);
        } catch (error) {
          assert.match((error as DocumentError).code, /^process\//);
          return;
        }
        assert.equal(document.questions.length, 2);
      }),
    );
  });

  describe("fetched", () => {
    /** A network where every address answers with these bytes. */
    const serving = (bytes: Uint8Array) =>
      (async () => new Response(Uint8Array.from(bytes))) as unknown as typeof fetch;
    const at = (bytes: Uint8Array) => `https://example.org/metadata.json!${contentHash(bytes)}`;

    it("opens what the process's URI names", async () => {
      assert.deepEqual(
        await fetchMetadata({ ...params, metadata: at(plain) }, { fetch: serving(plain) }),
        example,
      );
      assert.deepEqual(
        await fetchMetadata({ ...secret, metadata: at(sealed) }, { fetch: serving(sealed), key }),
        example,
      );
    });

    it("opens nothing else", async () => {
      const process = { ...params, metadata: at(plain) };
      await rejectsCode(fetchMetadata(process, { fetch: serving(sealed) }), "process/content-unavailable");
      const unhashed = { ...params, metadata: "https://example.org/metadata.json" };
      await rejectsCode(fetchMetadata(unhashed, { fetch: serving(plain) }), "process/content-unhashed");
      const other = { ...process, maxCount: 3 };
      await rejectsCode(fetchMetadata(other, { fetch: serving(plain) }), "process/metadata-params");
    });

    it("downloads no more than a document can be", async () => {
      const large = new Uint8Array(METADATA_LIMITS.bytes + 1).fill(0x20);
      const error = await rejectsCode(
        fetchMetadata({ ...params, metadata: at(large) }, { fetch: serving(large) }),
        "process/content-unavailable",
      );
      assert.match(error.message, /more than 1048576 bytes/);
      const wider = fetchMetadata({ ...secret, metadata: at(large) }, { fetch: serving(large), key });
      await rejectsCode(wider, "process/json-syntax");
    });
  });
});
