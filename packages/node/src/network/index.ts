/** What a node gets from others than its orderer and its EVM, and gives to them: the files that processes name. */
export { type AvailableOptions, type Place, placesOf } from "./available.js";
export { announcedPages, placesOfPages } from "./available-pages.js";
export type {} from "./codes.js";
export {
  type ContentFetcher,
  type ContentFetcherOptions,
  type ContentStatus,
  createContentFetcher,
  type KeptContent,
  type NetworkLog,
} from "./content.js";
export { createGatewayExchange, type GatewayExchange, type GatewayExchangeOptions } from "./gateways.js";
export { Again, type AgainOptions } from "./gossip/again.js";
export { type Gossip, type GossipOptions, startGossip } from "./gossip/gossip.js";
export { requestsProtocol, type VotersDoor } from "./gossip/requests.js";
export type { GossipTarget } from "./gossip/verdicts.js";
export { type Added, type AddedFile, addBytes, addFile, addPath, addToCar } from "./ipfs/add.js";
export { PROFILES, type Profile } from "./ipfs/blocks.js";
export type { AddedFolder } from "./ipfs/folder.js";
export type { KuboOptions } from "./ipfs/kubo.js";
export type { PinningService, PinState } from "./ipfs/pinning.js";
export { fileOfCar, TRUSTLESS_GATEWAYS, VERIFIED_IPFS } from "./ipfs/verified.js";
export { type Published, type PublishOptions, publishFiles } from "./publish.js";
export { type RelayOptions, type RunningRelay, SEES, startRelay } from "./relay.js";
