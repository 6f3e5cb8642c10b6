/** In place of what only Node can do, in the pages' workers: connections that it looks up itself, and files. Nothing there asks for it. */
export const hasNode = (): boolean => false;

const none = (): never => {
  throw new TypeError("a page has no Node");
};

export const nodeGet = none;
export const writeWhole = none;
