import { startPage } from "../shared/page.js";
import { App } from "./app.js";
import { OWN } from "./words.js";

void startPage("contribute-page", <App />, OWN);
