/** A key's file from a web host, held in memory. */
import { ensure, PsephosError } from "../../src/errors.js";

const MAX_BYTES = 2 ** 31;

/** @throws PsephosError `contribute/fetch`, `contribute/html`, `contribute/too-large` */
export async function fetchKey(
  address: string,
  onProgress: (done: number, total: number) => void,
): Promise<Uint8Array> {
  const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" }).catch(
    (cause: unknown) => {
      throw new PsephosError(
        "contribute/fetch",
        "the address cannot be reached, or does not let pages read it",
        {
          hint: "Download the file yourself, and choose it here.",
          cause,
        },
      );
    },
  );
  ensure(response.ok, "contribute/fetch", `the address answered ${response.status}`);
  ensure(
    !/^text\/html\b/i.test(response.headers.get("content-type") ?? ""),
    "contribute/html",
    "the address answered with a web page instead of the file",
  );
  const total = Number(response.headers.get("content-length") ?? 0);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for (const reader = response.body!.getReader(); ; ) {
    const { done: ended, value } = await reader.read();
    if (ended) break;
    done += value.length;
    ensure(done <= MAX_BYTES, "contribute/too-large", "the file is over 2 GiB: use the command line");
    chunks.push(value);
    onProgress(done, Math.max(total, done));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
