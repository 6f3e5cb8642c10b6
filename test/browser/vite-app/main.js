import * as groth16 from "psephos/groth16";
import { report, scenario } from "../pages/scenario.js";

report(scenario(groth16, new URL("/circuit/", location.href)));
