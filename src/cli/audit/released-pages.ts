/** The pages of the release that this program is of. `npm run release` writes this file; between releases it has those of the last one. */

export interface ReleasedPages {
  readonly version: string;
  /** SHA3-256 of their manifest, `pages.json`. */
  readonly manifest: string;
  /** Of their folder, on IPFS. */
  readonly cid: string;
}

export const RELEASED_PAGES: ReleasedPages | undefined = undefined;
