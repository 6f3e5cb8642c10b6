/** Signatures of what contributors publish (EIP-191, any Ethereum wallet). */
import { ensure } from "../../errors/index.js";
import type { ChainLink } from "../phase2/chain.js";
import { type Attestation, type AttestationSignature, attestationText } from "./attestation-file.js";

/**
 * Signs an attestation with a private key.
 * @throws PsephosError `setup/attestation-key` for an invalid key; the key is not in the message
 */
export async function signAttestation(attestation: Attestation, privateKey: string): Promise<Attestation> {
  const { accountOf } = await import("./eip191-sign.js");
  const account = accountOf(privateKey);
  ensure(account, "setup/attestation-key", "this is not a private key: 0x and 64 hex digits");
  const signature = await account.signMessage({ message: attestationText(attestation) });
  return { ...attestation, signature: { address: account.address, signature } };
}

/** @throws PsephosError `setup/attestation-signature` when a signature is there and is not the address's */
export async function checkSignature(attestation: Omit<Attestation, "format" | "version">): Promise<void> {
  const { signature } = attestation;
  if (signature === null) return;
  const message = attestationText({ format: "psephos-attestation", version: 1, ...attestation });
  const { verifyMessage } = await import("./eip191-verify.js");
  const right = await verifyMessage({
    address: signature.address as `0x${string}`,
    message,
    signature: signature.signature as `0x${string}`,
  }).catch(() => false);
  ensure(
    right,
    "setup/attestation-signature",
    `the signature of contribution ${attestation.position} (${attestation.name}) to the ${attestation.phase} is not that of ${signature.address}`,
  );
}

/**
 * The signatures of attestations, each shown to be right and of a contribution of this ceremony.
 * @throws PsephosError `setup/attestation-other`, `setup/attestation-signature`
 */
export async function checkAttestations(
  attestations: readonly Attestation[],
  chains: Readonly<Record<Attestation["phase"], readonly ChainLink[]>>,
): Promise<Map<string, AttestationSignature>> {
  const signatures = new Map<string, AttestationSignature>();
  for (const attestation of attestations) {
    const { phase, position, name, hash, signature } = attestation;
    const link = chains[phase][position - 1];
    ensure(
      link && link.hash === hash && link.name === name,
      "setup/attestation-other",
      `contribution ${position} to the ${phase} is not the one that ${name} attested`,
      "The contribution was left out or replaced, or the attestation belongs to another ceremony.",
    );
    await checkSignature(attestation);
    if (signature) signatures.set(hash, signature);
  }
  return signatures;
}
