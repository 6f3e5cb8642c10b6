// Certificates of an authority that knows its voters, against viem's EIP-712.
import assert from "node:assert/strict";
import { hashTypedData, recoverTypedDataAddress } from "viem";
import { type Hex, SCALAR_FIELD_ORDER, toHex } from "../../../src/bytes/index.js";
import {
  authorityAddress,
  type Certificate,
  censusRootOf,
  certificateDigest,
  certificateStatement,
  createEcdsaAuthority,
  issueCertificate,
} from "../../../src/census/index.js";
import { isSigned } from "../../../src/facts/index.js";
import { scope } from "../../../src/process/index.js";
import { throwsCode } from "../../support/errors.js";

describe("census: certificates of an authority", () => {
  const authority = createEcdsaAuthority();
  const censusRoot = censusRootOf(authority);
  const contract: Hex = `0x${"11".repeat(20)}`;
  const scopeOf = (process: string) =>
    scope({ contract, processId: `0x${process.repeat(32)}` as Hex, questionIndex: 0 });
  const certificate: Certificate = { scope: scopeOf("22"), voter: `0x${"ab".repeat(20)}`, weight: 7n };
  const typedData = {
    domain: { name: "Psephos certificate", version: "1" },
    types: {
      CensusCertificate: [
        { name: "scope", type: "uint256" },
        { name: "voter", type: "address" },
        { name: "weight", type: "uint256" },
      ],
    },
    primaryType: "CensusCertificate",
    message: certificate,
  } as const;

  it("are EIP-712 signatures of the key that is the census root", async () => {
    const signature = issueCertificate(authority.secret, certificate);
    assert.equal(toHex(certificateDigest(certificate)), hashTypedData(typedData));
    const signer = await recoverTypedDataAddress({ ...typedData, signature: toHex(signature) });
    assert.equal(signer.toLowerCase(), authorityAddress(censusRoot));
    assert.deepEqual(issueCertificate(authority.secret, certificate), signature, "the same again");
  });

  it("are what a node takes for this process, voter and weight, and for no other", () => {
    const signature = issueCertificate(authority.secret, certificate);
    const asked = (change: Partial<Certificate>, root = censusRoot) =>
      isSigned(certificateStatement(root, { ...certificate, ...change }, signature));
    assert.equal(asked({}), true);
    assert.equal(asked({ scope: scopeOf("33") }), false, "another process");
    assert.equal(asked({ voter: `0x${"ac".repeat(20)}` }), false);
    assert.equal(asked({ weight: 8n }), false);
    assert.equal(asked({}, censusRootOf(createEcdsaAuthority())), false, "another authority");
  });

  it("are canonical, whoever the voter is", () => {
    for (let i = 1n; i < 40n; i++) {
      const one = { ...certificate, weight: i };
      assert.ok(isSigned(certificateStatement(censusRoot, one, issueCertificate(authority.secret, one))));
    }
  });

  it("take a scope in the field, an address, and a weight of 1 or more", () => {
    throwsCode("bytes/non-canonical", () => certificateDigest({ ...certificate, scope: SCALAR_FIELD_ORDER }));
    throwsCode("bytes/address", () => certificateDigest({ ...certificate, voter: "0x12" }));
    for (const weight of [0n, 2n ** 128n])
      throwsCode("census/weight", () => certificateDigest({ ...certificate, weight }));
  });

  it("need a census root that is a point of the curve", () => {
    for (const root of [
      "",
      `0x02${"ff".repeat(32)}`,
      `0x02${"00".repeat(32)}`,
      `0x04${"11".repeat(32)}`,
      `${censusRoot}00`,
    ])
      throwsCode("census/authority-root", () => authorityAddress(root));
  });
});
