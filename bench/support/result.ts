/** What a benchmark answers with; the object that `--json` prints. */
export interface BenchResult {
  readonly name: string;
  /** By variant; above 1 means that we are faster, or smaller. */
  readonly ratios: Readonly<Record<string, number>>;
  /** By label, which says the unit. */
  readonly figures: Readonly<Record<string, number | string>>;
}
