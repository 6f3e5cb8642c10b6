import * as groth16 from "/psephos/dist/bundle/groth16.js";
import { scenario } from "./scenario.js";

scenario(groth16, new URL("/circuit/", location.href)).then(
  (value) => postMessage({ value }),
  (error) => postMessage({ error: `${error?.message}\n${error?.stack}` }),
);
