// Judges the mutants that it is told by name, one after another, for `npm run test:mutants`.
import { ensure } from "../../src/errors/index.js";
import { Judge } from "./judge.js";
import { allMutants } from "./sources.js";

const judge = new Judge(process.argv[2]!);
const mutants = new Map(allMutants().map((mutant) => [mutant.name, mutant]));
process.on("message", async (name: string) => {
  const mutant = mutants.get(name);
  ensure(mutant, "mutants/unknown", `no mutant is called "${name}"`);
  const outcome = await judge.judge(mutant);
  if (process.connected) process.send!({ name, outcome }); // else the run was interrupted
});
