// A page as it is served: what its policy allows decides between a proof and a typed error.
import { proveFrom } from "../shared/bundled.mjs";

document.querySelector("#outcome").textContent = await proveFrom(new URL("/circuit/", location.href)).then(
  (signals) => `ok ${signals}`,
  (error) => `${error.code ?? error}`,
);
