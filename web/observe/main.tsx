import { lendWorkers } from "../../src/engine/lend/index.js";
import type { ObserveMethods } from "../shared/observer.js";
import { registerServiceWorker, startPage } from "../shared/page.js";
import { Remote } from "../shared/rpc.js";
import { TALLY } from "../shared/tally/words.js";
import { App } from "./app.js";
import type { AuditMethods } from "./auditor.js";
import { OWN } from "./words.js";

const remote = new Remote<ObserveMethods>(
  new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
);
const auditing = () => {
  const worker = new Worker(new URL("./audit-worker.ts", import.meta.url), { type: "module" });
  const endLent = lendWorkers(
    worker,
    () => new Worker(new URL("./facts-worker.ts", import.meta.url), { type: "module" }),
  );
  const end = () => {
    worker.terminate();
    endLent();
  };
  return { remote: new Remote<AuditMethods>(worker), end };
};
const fragment = location.hash.replace(/^#/, "");
void startPage("observe-page", <App remote={remote} auditing={auditing} fragment={fragment} />, OWN, TALLY);
registerServiceWorker();
addEventListener("hashchange", () => location.reload());
