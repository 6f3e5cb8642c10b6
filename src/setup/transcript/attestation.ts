/** Signatures of what contributors publish (EIP-191, any Ethereum wallet). */
import { privateKeyToAccount } from "viem/accounts";
import { verifyMessage } from "viem/utils";
import { ensure, PsephosError } from "../../errors.js";
import { type Attestation, attestationText } from "./attestation-file.js";

/**
 * Signs an attestation with a private key.
 * @throws PsephosError `setup/attestation-key` for a key that is none; it is not in the message
 */
export async function signAttestation(attestation: Attestation, privateKey: string): Promise<Attestation> {
  let account: ReturnType<typeof privateKeyToAccount>;
  try {
    account = privateKeyToAccount(privateKey as `0x${string}`);
  } catch {
    throw new PsephosError("setup/attestation-key", "this is no private key: 0x and 64 hex digits");
  }
  const signature = await account.signMessage({ message: attestationText(attestation) });
  return { ...attestation, signature: { address: account.address, signature } };
}

/** @throws PsephosError `setup/attestation-signature` when a signature is there and is not the address's */
export async function checkSignature(attestation: Omit<Attestation, "format" | "version">): Promise<void> {
  const { signature } = attestation;
  if (signature === null) return;
  const message = attestationText({ format: "psephos-attestation", version: 1, ...attestation });
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
