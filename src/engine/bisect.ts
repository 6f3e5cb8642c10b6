/** Finds the bad members of a set. The value of a set is the product of its members' values; a good member's value is 1. */

export interface Answer<Value> {
  readonly value: Value;
  /** Whether the value is 1. */
  readonly good: boolean;
}

export interface Question<Value> {
  /** The value of the members from `from` up to, not including, `to`. */
  value(from: number, to: number): Promise<Answer<Value>>;
  /** whole / part: the value of the members of `whole` that are not in `part`. */
  rest(whole: Value, part: Value): Answer<Value>;
}

/**
 * Which of `count` members are bad, ascending, by halves. It computes one value for the whole set, and then one for each set that is not
 * good and has more than one member: for k bad members about k log2(count / k) + 2k values, at most `count`.
 */
export async function findBad<Value>(count: number, { value, rest }: Question<Value>): Promise<number[]> {
  const bad: number[] = [];
  async function search(from: number, to: number, whole: Answer<Value>): Promise<void> {
    if (whole.good) return;
    if (to - from === 1) {
      bad.push(from);
      return;
    }
    const middle = (from + to) >> 1;
    const left = await value(from, middle);
    await search(from, middle, left);
    await search(middle, to, rest(whole.value, left.value));
  }
  if (count > 0) await search(0, count, await value(0, count));
  return bad;
}
