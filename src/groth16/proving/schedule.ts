/**
 * Divides the four multi-scalar multiplications of a proof among threads.
 *
 * All the work forms one line, and the line is cut into equal parts, one for each thread (McNaughton's rule). There is one cut
 * fewer than threads, because a multiplication in two pieces costs more than in one. The threads that compute the
 * polynomials first get less of the line, and H, which needs the polynomials, is at the end of the line. C is before it: their sum
 * is one, and where a thread has both it multiplies them as one, which saves buckets.
 */

/** The sections of a key with points to multiply, in the order of the line. */
export const SECTIONS = ["b2", "a", "c", "h"] as const;
export type Section = (typeof SECTIONS)[number];

export const bySection = <T>(of: (section: Section) => T): Readonly<Record<Section, T>> =>
  Object.fromEntries(SECTIONS.map((section) => [section, of(section)])) as Record<Section, T>;

/** Points `from` (included) to `to` (excluded) of a section, for one thread. */
export interface Piece {
  readonly section: Section;
  readonly thread: number;
  readonly from: number;
  readonly to: number;
}

/** The cost of a point, in multiplications of one point of G1; measured at 2^12 and 2^13 points with the fast kernel. */
export const COST: Record<Section, number> = { a: 1, c: 1, h: 1, b2: 2.95 };
/** The cost of the polynomials, for each point of the domain. */
const POLYNOMIAL_COST = 0.36;
/** A piece with fewer points than this is joined to its neighbour. */
const LEAST = 64;

/**
 * Divides the work.
 * @param sizes how many points each section has.
 * @param domainSize the size of the polynomials' domain.
 * @param quotientThreads how many threads, the first ones, compute the polynomials: 1 or 3.
 * @returns pieces in the order for each thread; together they cover each section completely.
 */
export function schedule(
  sizes: Readonly<Record<Section, number>>,
  domainSize: number,
  threads: number,
  quotientThreads: number,
): Piece[] {
  const points = SECTIONS.reduce((sum, section) => sum + sizes[section] * COST[section], 0);
  const polynomials = (domainSize * POLYNOMIAL_COST) / quotientThreads;
  // If the polynomials cost more than one share, their threads do nothing else, unless there are no other threads.
  const others = threads - quotientThreads;
  const alone = others > 0 && polynomials * others >= points;
  const share = alone ? points / others : (points + polynomials * quotientThreads) / threads;
  const roomOf = (thread: number): number =>
    thread >= quotientThreads ? share : alone ? 0 : Math.max(0, share - polynomials);
  let thread = 0;
  let room = roomOf(0);
  const pieces: Piece[] = [];
  for (const section of SECTIONS) {
    for (let from = 0; from < sizes[section]; ) {
      const fits = Math.round(room / COST[section]);
      const left = sizes[section] - from;
      if (fits < Math.min(LEAST, left) && thread < threads - 1) {
        thread++;
        room += roomOf(thread);
        continue;
      }
      const whole = left - fits < LEAST || thread === threads - 1;
      const to = whole ? sizes[section] : from + fits;
      pieces.push({ section, thread, from, to });
      room -= (to - from) * COST[section];
      from = to;
    }
  }
  return pieces;
}
