/** Fetches from untrusted addresses: which ones are allowed, and how. */

export { isLoopbackHost, isPublicAddress, isPublicHost } from "./addresses.js";
export type {} from "./codes.js";
export { type GuardedFetchOptions, guardedFetch, type Reach } from "./guarded-fetch.js";
