/** What this device keeps of an election: the vault has it, and every tab of the page changes it. */
import type { ElectionLink } from "../shared/link.js";
import { recordNames, Vault } from "../shared/vault.js";
import { type Kept, readKept, writeKept } from "./kept.js";

/** How the identity is kept on this device. */
export type Keeping = "no" | "plain" | "sealed";

/** What is kept, and who is told when something that a page shows has changed. */
export class KeptHere {
  readonly #listeners = new Set<() => void>();
  #lock = "";
  vault: Vault | undefined;
  keeping: Keeping = "no";
  /** Whether the vault is locked. */
  locked = false;
  storage: "works" | "blocked" = "works";
  /** Whether this device keeps an identity for the same election on another voting chain: one of the two links is not the organiser's. */
  otherChain = false;
  kept: Kept | undefined;

  /** @returns stops telling */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  protected changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Opens the vault of an election. */
  protected async look({ genesisHash, processId }: ElectionLink): Promise<void> {
    this.vault = new Vault(`election/${genesisHash}/${processId}`);
    this.#lock = `kept/${processId}`;
    try {
      this.otherChain = (await recordNames()).some(
        (name) => name.endsWith(processId) && !name.includes(genesisHash),
      );
      const found = await this.vault!.look();
      this.locked = found === "sealed";
      if (found === "plain") this.kept = readKept((await this.vault!.read()) ?? "");
      this.keeping = found === "nothing" || !(this.kept || this.locked) ? "no" : found;
    } catch {
      this.storage = "blocked";
    }
  }

  /** @throws PsephosError `shared/passphrase`, `shared/storage` */
  async unlock(passphrase: string): Promise<void> {
    this.kept = readKept((await this.vault!.read(passphrase)) ?? "");
    if (!this.kept) this.keeping = "no";
    this.locked = false;
    this.changed();
  }

  /** @throws PsephosError `shared/storage`; `shared/passphrase`: too short, or another tab has sealed it by another one */
  async keep(keeping: Keeping, passphrase: string): Promise<void> {
    if (keeping !== "no") await this.#alone(() => this.#keep(keeping === "sealed", passphrase));
    this.keeping = keeping;
  }

  async #keep(sealed: boolean, passphrase: string): Promise<void> {
    const { vault, kept } = this;
    const found = await vault!.look();
    const there = found === "nothing" ? undefined : readKept((await vault!.read(passphrase)) ?? "");
    if (sealed && found !== "sealed") await vault!.seal(passphrase);
    if (there && there.identity === kept!.identity)
      this.kept = {
        ...there,
        registered: there.registered || kept!.registered,
        recorded: [...there.recorded, ...kept!.recorded],
        pending: kept!.pending ?? there.pending,
      };
    await writeKept(vault!, this.kept!);
  }

  /** Changes what is kept in one tab at a time. Old browsers have no locks. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const { locks } = globalThis.navigator ?? {};
    return locks ? (locks.request(this.#lock, work) as Promise<T>) : work();
  }

  /** Whether all is lost when the page is closed. */
  get unkept(): boolean {
    return this.keeping === "no" || this.storage === "blocked";
  }

  /** What the vault has now. @throws PsephosError `shared/storage`, `shared/passphrase` */
  async #keptNow(): Promise<Kept | undefined> {
    if (this.unkept) return this.kept;
    return readKept((await this.vault!.read()) ?? "");
  }

  /**
   * Changes what is kept. What the vault has now is changed, not this tab's copy: another tab may have let a vote wait, or withdrawn one. A browser that has stopped keeping things must
   * not stop a vote.
   */
  async note(change: (kept: Kept) => Partial<Kept>): Promise<void> {
    await this.#alone(async () => {
      const own = this.kept!;
      const blocked = () => {
        this.storage = "blocked";
        return own;
      };
      let now = await this.#keptNow().catch(blocked);
      if (now?.identity !== own.identity) {
        // Another tab has removed it, or keeps another identity: this visit goes on, and writes nothing back.
        this.keeping = "no";
        now = { ...own, waiting: undefined };
      }
      this.kept = { ...now, ...change(now) };
      if (!this.unkept) await writeKept(this.vault!, this.kept).catch(blocked);
    });
    this.changed();
  }
}
