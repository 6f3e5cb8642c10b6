/** The `WebSocket` of browsers, which Node has from version 22 on. */
import { createRequire } from "node:module";

globalThis.WebSocket ??= createRequire(import.meta.url)("ws").WebSocket;
