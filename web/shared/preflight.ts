/** Whether this device can do what the page needs, found out before the voter has done anything. */
import type { MessageKey } from "./i18n.js";

export interface Finding {
  readonly key: MessageKey;
  /** Whether the page cannot go on. */
  readonly fatal: boolean;
}

/** The smallest module: a magic number and a version. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

function runsWasm(): boolean {
  try {
    return typeof WebAssembly === "object" && new WebAssembly.Module(EMPTY) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
}

async function keepsThings(): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open("psephos-preflight");
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(request.error);
    });
    return true;
  } catch {
    return false;
  }
}

/** Gigabytes of memory below which a proof may not fit. */
const LITTLE = 1;

export async function preflight(): Promise<readonly Finding[]> {
  const { deviceMemory } = navigator as { deviceMemory?: number };
  const found: [boolean, Finding][] = [
    [typeof Worker !== "function" || typeof BigInt !== "function", { key: "preflight-worker", fatal: true }],
    [!isSecureContext, { key: "preflight-secure", fatal: true }],
    [!runsWasm(), { key: "preflight-wasm", fatal: true }],
    [deviceMemory !== undefined && deviceMemory < LITTLE, { key: "preflight-memory", fatal: false }],
    [!(await keepsThings()), { key: "preflight-storage", fatal: false }],
  ];
  return found.filter(([wrong]) => wrong).map(([, finding]) => finding);
}
