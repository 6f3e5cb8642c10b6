import { registerServiceWorker, startPage } from "../shared/page.js";
import { Remote } from "../shared/rpc.js";
import { App } from "./app.js";
import type { CheckMethods } from "./checker.js";
import { OWN } from "./words.js";

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const remote = new Remote<CheckMethods>(worker);
void startPage("check-page", <App remote={remote} fragment={location.hash.replace(/^#/, "")} />, OWN);
registerServiceWorker();
addEventListener("hashchange", () => location.reload());
