import { registerServiceWorker, startPage } from "../shared/page.js";
import { preloadKernel } from "../shared/preload-kernel.js";
import { TALLY } from "../shared/tally/words.js";
import { App } from "./app.js";
import { Session } from "./session.js";
import { OWN } from "./words.js";

preloadKernel();
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const contracts = () => new Worker(new URL("./contracts-worker.ts", import.meta.url), { type: "module" });
const { hash } = location;
void startPage(
  "organise-page",
  <App session={new Session(worker, contracts)} fragment={hash.replace(/^#/, "")} />,
  OWN,
  TALLY,
);
registerServiceWorker();
addEventListener("hashchange", () => location.reload());
