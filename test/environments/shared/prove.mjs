// Node, Bun, Deno: ES modules, files by path.
import * as api from "psephos-groth16";
import { circuitFiles } from "./files.mjs";
import { scenario } from "./scenario.mjs";

console.log("ok", `${await scenario(api, circuitFiles("circuit"))}`);
