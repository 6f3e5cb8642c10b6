/** Whether the page is a file: its address is of no use on another device. */
export const isFile = (): boolean => location.protocol === "file:";

/** The address of another page of this folder. A file's folder has no index by itself. @param fragment with its # */
export const pageAddress = (page: "check" | "observe" | "organise" | "vote", fragment: string): string =>
  new URL(`../${page}/${isFile() ? "index.html" : ""}${fragment}`, location.href).href;
