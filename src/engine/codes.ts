/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "engine/closed": "failed";
    "engine/coefficient": "refused";
    "engine/domain-size": "refused";
    "engine/kernel-name": "refused";
    "engine/no-fast-kernel": "failed";
    "engine/no-kernel-file": "failed";
    "engine/no-webassembly": "failed";
    "engine/no-workers": "failed";
    "engine/out-of-memory": "failed";
    "engine/poseidon-arity": "refused";
    "engine/poseidon-length": "refused";
    "engine/thread-count": "refused";
    "engine/thread-failed": "failed";
  }
}

export {};
