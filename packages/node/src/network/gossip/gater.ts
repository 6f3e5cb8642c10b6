/** Who may connect: how many gateways, how many of one address, and none that was dropped. A connection counts from its first byte on. */
import type { ConnectionGater, MultiaddrConnection } from "@libp2p/interface";
import { isPublic, isWeb } from "./addresses.js";
import { type Conduct, Counts, MOST_CONNECTIONS, MOST_OF_ADDRESS } from "./bounds.js";

export interface GaterOptions {
  readonly conduct: Conduct;
  /** Whom an address counts for. */
  readonly senderOf: (address: string) => string | undefined;
  /** Addresses of this machine and of private networks, too, and any number of one address. */
  readonly allowPrivate: boolean;
}

/** Browsers' connections are bounded where they are accepted (`web-sockets.ts`). */
export function gaterOf({ conduct, senderOf, allowPrivate }: GaterOptions): ConnectionGater {
  const ofSender = new Counts();
  let gateways = 0;
  const enters = (connection: MultiaddrConnection): boolean => {
    const host = connection.remoteAddr.getComponents()[0]?.value ?? "";
    const sender = senderOf(host) ?? host;
    const isCrowded = !allowPrivate && ofSender.of(sender) >= MOST_OF_ADDRESS;
    if (gateways >= MOST_CONNECTIONS || isCrowded) return false;
    gateways += 1;
    const leaves = ofSender.add(sender);
    connection.addEventListener(
      "close",
      () => {
        gateways -= 1;
        leaves();
      },
      { once: true },
    );
    return true;
  };
  return {
    denyDialPeer: (peer) => conduct.isOut(peer.toString()),
    denyDialMultiaddr: (address) => !allowPrivate && !isPublic(address),
    denyInboundConnection: (connection) => !isWeb(connection.remoteAddr) && !enters(connection),
    denyInboundEncryptedConnection: (peer) => conduct.isOut(peer.toString()),
  };
}
