/** What both verifiers say of a bundle, in the same form. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { type AuditReport, auditBundle } from "../../../src/audit/index.js";
import { runSecond } from "./second-verifier.js";

export type Verdict = Pick<AuditReport, "lines"> & { readonly ok: boolean; readonly results: unknown };

export async function first(bytes: Uint8Array, insecure = true): Promise<Verdict> {
  const { ok, lines, results } = await auditBundle(bytes, { insecure });
  return { ok, lines, results: results === undefined ? null : JSON.parse(results) };
}

/** @param file where the bundle is written */
export async function second(file: string, bytes: Uint8Array, insecure = true): Promise<Verdict> {
  writeFileSync(file, bytes);
  const args = ["--json", "--threads", "1", ...(insecure ? ["--insecure"] : [])];
  const { code, stdout, stderr } = await runSecond(file, ...args);
  assert.ok(code === 0 || code === 1, `exit code ${code}: ${stderr}`);
  const verdict = JSON.parse(stdout) as Verdict;
  assert.equal(verdict.ok, code === 0);
  return verdict;
}

export const statesOf = ({ lines }: Verdict) => lines.map(({ check, state }) => `${check}: ${state}`);
export const wrongOf = ({ lines }: Verdict) =>
  lines.find(({ state }) => state === "wrong")?.check ?? "nothing";
