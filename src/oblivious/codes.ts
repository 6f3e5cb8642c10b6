/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "oblivious/answer": "failed";
    "oblivious/form": "refused";
    "oblivious/http": "refused";
    "oblivious/key": "refused";
    "oblivious/relay": "failed";
    "oblivious/sealed": "refused";
  }
}

export {};
