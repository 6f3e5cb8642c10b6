/** The contributor's page: takes the ceremony, has the worker check and add to its key, and gives the files back. */
import { findingWords } from "./findings.js";
import type { Made, Report, Task } from "./messages.js";

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

function offer(id: string, made: Made | undefined): void {
  const link = element<HTMLAnchorElement>(id);
  link.parentElement!.hidden = made === undefined;
  if (!made) return;
  link.href = URL.createObjectURL(new Blob([made.content as BlobPart]));
  link.download = made.name;
  link.textContent = made.name;
}

function list(id: string, lines: readonly (string | Node)[][]): void {
  element(id).replaceChildren(
    ...lines.map((line) => {
      const item = document.createElement("li");
      item.append(...line);
      return item;
    }),
  );
}

function show(report: Extract<Report, { kind: "done" }>): void {
  const predecessors = report.before.map(({ name, hash }) => {
    const code = document.createElement("code");
    code.textContent = hash;
    return [name, document.createElement("br"), code];
  });
  list("before", predecessors);
  element("nobody").hidden = predecessors.length > 0;
  list("checked", [
    ...report.findings.filter(({ checked }) => checked).map((one) => [`checked: ${findingWords(one)}`]),
    ...report.findings.filter(({ checked }) => !checked).map((one) => [`NOT CHECKED: ${findingWords(one)}`]),
  ]);
  element("words").textContent = report.words;
  offer("key-link", report.key);
  offer("attestation-link", report.attestation);
  offer("listing-link", report.listing);
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
  const chosen = [...(file.files ?? [])];
  const source = chosen.length > 0 ? chosen : address.value.trim();
  if (source === "") {
    status.textContent = "Name the ceremony's address, or choose the key's file.";
    return;
  }
  go.disabled = true;
  status.textContent = "Reading";
  result.hidden = true;
  bar.hidden = false;
  try {
    const task: Task = { source, name: contributor.value, typed: typed.value };
    typed.value = "";
    show(await contribute(task));
    status.textContent = "Done. Your secret is gone.";
  } catch (error) {
    status.textContent = `Refused: ${(error as Error).message}`;
  } finally {
    bar.hidden = true;
    go.disabled = false;
  }
});
