/** The codes of the command line's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "cli/attack-accepted": "failed";
    "cli/ballot": "refused";
    "cli/busy": "failed";
    "cli/certificate": "refused";
    "cli/chain": "failed";
    "cli/chain-disagrees": "failed";
    "cli/empty": "refused";
    "cli/evm-failed": "failed";
    "cli/evm-not-found": "failed";
    "cli/evm-timeout": "failed";
    "cli/example": "failed";
    "cli/file": "failed";
    "cli/funds": "failed";
    "cli/json": "refused";
    "cli/key": "refused";
    "cli/metadata-key": "refused";
    "cli/no-circuit": "failed";
    "cli/no-contract": "failed";
    "cli/no-gateways": "failed";
    "cli/no-results": "refused";
    "cli/node-disagrees": "refused";
    "cli/node-process": "refused";
    "cli/not-final": "refused";
    "cli/not-installed": "failed";
    "cli/not-oracle": "refused";
    "cli/not-poster": "refused";
    "cli/other-process": "refused";
    "cli/out-is-input": "failed";
    "cli/private-key": "refused";
    "cli/process": "refused";
    "cli/read": "failed";
    "cli/rpc": "failed";
    "cli/rpc-answer": "failed";
    "cli/unexpected": "failed";
    "cli/usage": "failed";
    "cli/write": "failed";
  }
}

export {};
