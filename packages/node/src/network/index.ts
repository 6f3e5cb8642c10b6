/** What a node gets from others than its orderer and its EVM: so far the files that processes name. */
export {
  type ContentFetcher,
  type ContentFetcherOptions,
  type ContentStatus,
  createContentFetcher,
  type KeptContent,
  type NetworkLog,
} from "./content.js";
