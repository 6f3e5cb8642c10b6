/**
 * The process that has a store open, named by a file in the store's folder. A process that was killed leaves the file behind; the next one finds that
 * its process has gone. A process is known by its number, and on Linux also by the time when it started and by the boot of the machine, because numbers are
 * used again. The file keeps its length, so that a full disk does not stop a start.
 */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

/** Bytes of the file. */
const LENGTH = 128;

const FREE = "";

/** A file of Linux's /proc, or nothing on other systems. */
function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

/** When a process started, in ticks since the boot; empty if it has gone, or if the system does not say. */
const startOf = (pid: number): string => {
  const stat = readProc(`/proc/${pid}/stat`);
  // The second field is a name in brackets that may contain spaces; the start is the 22nd.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
};

const nameOf = (pid: number): string =>
  [pid, startOf(pid), readProc("/proc/sys/kernel/random/boot_id")].join(" ");

/** Whether there is a process with this number. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    // What else is wrong with the folder shows when it is opened.
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return FREE;
    throw error;
  }
}

function write(file: string, name: string): void {
  const descriptor = openSync(file, "a+");
  closeSync(descriptor);
  const handle = openSync(file, "r+");
  try {
    writeSync(handle, name.padEnd(LENGTH), 0);
  } finally {
    closeSync(handle);
  }
}

/** The number of the running process that owns a store, this one too; undefined if there is none. */
export function ownerOf(file: string): number | undefined {
  const name = read(file);
  const pid = Number.parseInt(name, 10);
  return Number.isSafeInteger(pid) && pid > 0 && exists(pid) && nameOf(pid) === name ? pid : undefined;
}

export const takeOwnership = (file: string): void => write(file, nameOf(process.pid));

export const giveUpOwnership = (file: string): void => write(file, FREE);
