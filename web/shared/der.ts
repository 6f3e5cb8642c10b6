/** In place of the DER form of signatures in @noble/curves, in the pages' workers: they read and write compact signatures alone. */
export class DERErr extends Error {}

const none = (): never => {
  throw new DERErr("this build has no DER signatures");
};

export const DER = { Err: DERErr, toSig: none, hexFromSig: none } as const;
