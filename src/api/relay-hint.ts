/** Whether it is worth looking for relays: a page asks this first, and loads what checks lists of gateways only then. */
import { type ClientOptions, nodeUrl, readText, send } from "./request.js";
import { ROUTES } from "./routes.js";

/** Whether a node's list of gateways names any relay. The list is not checked. @throws PsephosError `api/url`, `api/…` */
export async function namesRelays(node: string, options: ClientOptions = {}): Promise<boolean> {
  const text = await send(nodeUrl(node), ROUTES.gateways, {}, options, (response) => readText(response, {}));
  return /"relays":\s*\["/.test(text);
}
