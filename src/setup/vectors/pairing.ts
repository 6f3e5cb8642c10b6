/** Checks by pairings, of single points as the files hold them. */
import { Kernel } from "../../engine/index.js";
import { ensure } from "../../errors/index.js";
import { type Group, KERNEL_BYTES, POINT_BYTES } from "./vectors.js";

const F12_BYTES = 432;

/** What asks whether pairs of points have the same ratio. */
export interface RatioChecks {
  /**
   * Checks that a point is in its group and not infinity.
   * @throws PsephosError `setup/point-invalid`
   */
  assertPoint(group: Group, point: Uint8Array, what: string): void;
  /**
   * Whether one scalar takes `from1` to `to1` in G1 and `from2` to `to2` in G2: e(from1, to2) = e(to1, from2).
   * @throws PsephosError `setup/point-invalid`, naming `what`, for a point outside its group or infinity
   */
  same(
    inG1: readonly [from1: Uint8Array, to1: Uint8Array],
    inG2: readonly [from2: Uint8Array, to2: Uint8Array],
    what: string,
  ): boolean;
}

/** Answers at once. The kernel it holds is the calling thread's. */
export class Ratios implements RatioChecks {
  readonly #kernel: Kernel;

  private constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  static async open(): Promise<Ratios> {
    return new Ratios(await Kernel.create());
  }

  #load(group: Group, bytes: Uint8Array, what: string): number {
    const kernel = this.#kernel;
    const at = kernel.alloc(KERNEL_BYTES[group]);
    const e = kernel.exports;
    const source = kernel.put(bytes);
    const canonical =
      group === "g1" ? e.g1_points_from_mont256(at, source, 1) : e.g2_points_from_mont256(at, source, 1);
    ensure(
      canonical && bytes.length === POINT_BYTES[group],
      "setup/point-invalid",
      `${what} is not canonical`,
    );
    ensure(
      bytes.some((byte) => byte !== 0),
      "setup/point-invalid",
      `${what} is the point at infinity`,
    );
    const inGroup = group === "g1" ? e.g1_on_curve(at) : e.g2_on_curve(at) && e.g2_in_subgroup(at);
    ensure(inGroup, "setup/point-invalid", `${what} is not in its group`);
    return at;
  }

  assertPoint(group: Group, point: Uint8Array, what: string): void {
    this.#kernel.scoped(() => this.#load(group, point, what));
  }

  same(
    [from1, to1]: readonly [Uint8Array, Uint8Array],
    [from2, to2]: readonly [Uint8Array, Uint8Array],
    what: string,
  ): boolean {
    const kernel = this.#kernel;
    return kernel.scoped(() => {
      const [a, b] = [this.#load("g1", from1, what), this.#load("g1", to1, what)];
      const [c, d] = [this.#load("g2", from2, what), this.#load("g2", to2, what)];
      const [left, right] = [kernel.alloc(F12_BYTES), kernel.alloc(F12_BYTES)];
      kernel.exports.pairing(left, a, d);
      kernel.exports.pairing(right, b, c);
      return Boolean(kernel.exports.f12_equal(left, right));
    });
  }
}
