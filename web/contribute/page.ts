/** The contributor's page: takes the key, has the worker add to it, and gives the file back. */
import { attestationName, nextCeremonyName, parseCeremonyName } from "../../src/setup/ceremony/names.js";
import type { Report, Task } from "./messages.js";

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const form = element<HTMLFormElement>("form");
const file = element<HTMLInputElement>("file");
const address = element<HTMLInputElement>("address");
const contributor = element<HTMLInputElement>("name");
const typed = element<HTMLTextAreaElement>("typed");
const go = element<HTMLButtonElement>("go");
const bar = element<HTMLProgressElement>("bar");
const status = element("status");
const result = element("result");

/** What the downloaded file is called: the next number, where the given one is numbered. */
function nextName(given: string): string {
  const known = parseCeremonyName(given);
  return known ? nextCeremonyName(known) : given.replace(/(\.zkey)?$/, "-next.zkey");
}

function offer(id: string, name: string, content: BlobPart): void {
  const link = element<HTMLAnchorElement>(id);
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = name;
  link.textContent = name;
}

function show(report: Extract<Report, { kind: "done" }>, given: string): void {
  const list = element("before");
  list.replaceChildren(
    ...report.before.map(({ name, hash }) => {
      const item = document.createElement("li");
      const code = document.createElement("code");
      code.textContent = hash;
      item.append(name, document.createElement("br"), code);
      return item;
    }),
  );
  element("nobody").hidden = report.before.length > 0;
  element("words").textContent = report.words;
  const name = nextName(given);
  offer("key-link", name, report.zkey as Uint8Array<ArrayBuffer>);
  offer("attestation-link", attestationName(name), report.attestation);
  result.hidden = false;
}

/** Runs a task in a worker of its own, which is ended with it. */
function contribute(task: Task): Promise<Extract<Report, { kind: "done" }>> {
  const worker = new Worker(new URL("worker.js", document.baseURI));
  return new Promise<Extract<Report, { kind: "done" }>>((resolve, reject) => {
    worker.onerror = () => reject(new Error("the worker could not be started"));
    worker.onmessage = ({ data }: MessageEvent<Report>) => {
      if (data.kind === "done") resolve(data);
      else if (data.kind === "failed")
        reject(new Error(`${data.message} [${data.code}]${data.hint && ` ${data.hint}`}`));
      else {
        bar.max = data.total;
        bar.value = data.done;
        status.textContent = data.stage;
      }
    };
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = file.files?.[0];
  const given = chosen?.name ?? address.value.trim().split("/").at(-1)!;
  if (given === "") {
    status.textContent = "Choose the key's file, or name its address.";
    return;
  }
  go.disabled = true;
  status.textContent = "Reading the key";
  result.hidden = true;
  bar.hidden = false;
  try {
    const key = chosen ? new Uint8Array(await chosen.arrayBuffer()) : address.value.trim();
    const task: Task = { key, name: contributor.value, typed: typed.value };
    typed.value = "";
    show(await contribute(task), given);
    status.textContent = "Done. Your secret is gone.";
  } catch (error) {
    status.textContent = `Refused: ${(error as Error).message}`;
  } finally {
    bar.hidden = true;
    go.disabled = false;
  }
});
