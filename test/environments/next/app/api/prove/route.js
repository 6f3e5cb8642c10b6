// On the server, while the page is asked for.
import * as api from "psephos-groth16";
import { circuitFiles } from "../../../../shared/files.mjs";
import { scenario } from "../../../../shared/scenario.mjs";

export const dynamic = "force-dynamic";

export async function GET() {
  return new Response(`ok ${await scenario(api, circuitFiles(process.env.CIRCUIT))}`);
}
