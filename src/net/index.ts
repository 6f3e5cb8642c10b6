/** Fetching from addresses that nobody vouches for: which may be asked, and how. */

export { isLoopbackHost, isPublicAddress, isPublicHost } from "./addresses.js";
export type {} from "./codes.js";
export { type GuardedFetchOptions, guardedFetch, type Reach } from "./guarded-fetch.js";
