import { lendWorkers } from "../../src/engine/lend/index.js";
import { registerServiceWorker, startPage } from "../shared/page.js";
import { preloadKernel } from "../shared/preload-kernel.js";
import { App } from "./app.js";
import { Session } from "./session.js";

preloadKernel();
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
lendWorkers(worker, () => new Worker(new URL("./receipt-worker.ts", import.meta.url), { type: "module" }));
const { hash } = location;
void startPage("vote-page", <App session={new Session(worker)} fragment={hash.replace(/^#/, "")} />);
registerServiceWorker();
// Another link pasted into this tab is another visit.
addEventListener("hashchange", () => location.reload());
