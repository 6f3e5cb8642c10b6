/** Long steps of the setup commands. */
import { PointVectors, type WorkOptions } from "../../setup/index.js";
import type { Context } from "../context.js";

/** Runs a step on the engine's threads, with its progress. */
export async function work<T>(
  { output, signal }: Context,
  label: string,
  run: (vectors: PointVectors, options: WorkOptions) => Promise<T>,
): Promise<T> {
  await using vectors = await PointVectors.open();
  return await output.step(label, (progress) =>
    run(vectors, {
      signal,
      onProgress: ({ stage, done, total }) => progress(`${stage} ${done}/${total}`),
    }),
  );
}
