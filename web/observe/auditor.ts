/** The audit of a bundle, for the observer's page. Its worker is started when it is asked for: it has all rules of the voting chain. */
import { auditBundle, type Line, type Progress, type Workers } from "../../src/audit/index.js";
import type { Results } from "../../src/ballot/index.js";
import { fixedHex, type Hex } from "../../src/bytes/index.js";
import type { Call } from "../shared/rpc.js";
import { openScratch } from "./scratch.js";

export interface BundleToAudit {
  readonly bundle: Blob;
  /** A voter's receipt. */
  readonly receipt: string | undefined;
  /** The chain that the link names; without a link the bundle's own is believed. */
  readonly genesisHash: string | undefined;
  /** The process that the link names: the page shows the counts beside its questions. */
  readonly processId: Hex | undefined;
  /** Accept keys with which anyone may be able to forge votes: a trial. */
  readonly insecure: boolean;
}

export interface AuditAnswer {
  readonly ok: boolean;
  readonly sha256: string | undefined;
  readonly lines: readonly Line[];
  readonly results: Results | undefined;
}

export type AuditProgress =
  | { readonly line: Line }
  | { readonly stage: "reading" | "votes" | "ballots"; readonly done: number; readonly total: number };

export type AuditMethods = {
  audit: { argument: BundleToAudit; progress: AuditProgress; result: AuditAnswer };
};

/** Each has a kernel of its own in memory. */
export const MOST_WORKERS = 8;

/** Milliseconds between two pieces of news: each is a message to the page, which draws itself again. */
const NEWS = 100;

/** Tells how far the audit has come, not too often, and the end of each stage. */
function seldom(tell: (progress: AuditProgress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (progress.done < progress.total && now - last < NEWS) return;
    last = now;
    tell(progress);
  };
}

/** Audits a bundle on this device; nobody is asked. @param workers for proofs and signatures; all is checked here if left out */
export async function audit(
  { bundle, receipt, genesisHash, processId, insecure }: BundleToAudit,
  { signal, tell }: Call<AuditProgress>,
  workers?: Workers,
): Promise<AuditAnswer> {
  const { scratch, close } = await openScratch();
  const report = await auditBundle(bundle, {
    scratch,
    genesisHash: genesisHash === undefined ? undefined : fixedHex(genesisHash, 32, "the genesis hash"),
    processId,
    receipt,
    insecure,
    workers,
    signal,
    onLine: (line) => tell({ line }),
    onProgress: seldom(tell),
  }).finally(close);
  const { ok, lines, counts } = report;
  return {
    ok,
    lines,
    sha256: report.bundle,
    results: counts,
  };
}
