/**
 * What a client keeps between visits, of one chain: addresses that told the truth, and who lied. So a client finds its way when the address that it started from is gone, and a
 * liar is not asked again.
 *
 *     { "version": 1, "known": ["https://one.example"], "liars": { "https://two.example": 1800000000 } }
 *
 * A liar is an address, or a validator's key that signed two roots for one height; the number says until when, in seconds since 1970.
 */
import { mayAsk } from "./strangers.js";

/** Seconds for which a liar is not asked: 30 days. */
export const LIAR_SECONDS = 30 * 86_400;
const MOST_KNOWN = 64;
const MOST_LIARS = 256;
const LONGEST = 65_536;
const KEY = /^0x[0-9a-f]{64}$/;

interface Document {
  readonly version: 1;
  readonly known: readonly string[];
  readonly liars: Readonly<Record<string, number>>;
}

function documentOf(text: string): Document | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const it = JSON.parse(text) as Partial<Document> | null;
    const good =
      it?.version === 1 &&
      Array.isArray(it.known) &&
      typeof it.liars === "object" &&
      it.liars !== null &&
      Object.values(it.liars).every(Number.isSafeInteger);
    return good ? (it as Document) : undefined;
  } catch {
    return undefined;
  }
}

/** One address in one form. */
const named = (who: string): string => (URL.canParse(who) ? new URL(who).href.replace(/\/+$/, "") : who);

export class GatewayMemory {
  #known: readonly string[];
  readonly #liars: Map<string, number>;
  readonly #now: () => number;

  /** @param text of {@link encode}; anything else is an empty memory. @param now seconds since 1970 */
  constructor(text = "", now = () => Date.now() / 1000) {
    const { known = [], liars = {} } = documentOf(text) ?? {};
    this.#now = now;
    this.#known = known.filter((one) => typeof one === "string" && mayAsk(one, true)).slice(0, MOST_KNOWN);
    const left = Object.entries(liars).filter(
      ([who, until]) =>
        (KEY.test(who) || mayAsk(who, true)) && until > now() && until <= now() + LIAR_SECONDS,
    );
    this.#liars = new Map(left.slice(-MOST_LIARS));
  }

  /** Addresses that told the truth before. */
  get known(): readonly string[] {
    return this.#known.filter((one) => !this.lied(one));
  }

  /** @param who an address, or a validator's key */
  lied(who: string): boolean {
    return (this.#liars.get(named(who)) ?? 0) > this.#now();
  }

  /** Remembers a liar. */
  blame(who: string): void {
    const name = named(who);
    this.#liars.delete(name);
    this.#liars.set(name, Math.floor(this.#now()) + LIAR_SECONDS);
    for (const [oldest] of this.#liars) {
      if (this.#liars.size <= MOST_LIARS) break;
      this.#liars.delete(oldest);
    }
  }

  /** Remembers addresses that told the truth, the latest first. */
  trust(addresses: readonly string[]): void {
    this.#known = [...new Set([...addresses.map(named), ...this.#known])].slice(0, MOST_KNOWN);
  }

  encode(): string {
    const document: Document = {
      version: 1,
      known: this.known,
      liars: Object.fromEntries([...this.#liars].filter(([, until]) => until > this.#now())),
    };
    return JSON.stringify(document);
  }
}
