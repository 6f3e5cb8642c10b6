/** Whether an authority signed the address of a one-time key blindly (RFC 9474). */
import { isBlindCertificate } from "../census/index.js";
import type { BlindStatement } from "../ledger/index.js";

export const isBlindSigned = ({
  modulus,
  address,
  randomizer,
  signature,
}: BlindStatement): Promise<boolean> => isBlindCertificate(modulus, address, { randomizer, signature });
