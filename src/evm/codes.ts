/** The codes of this room's errors. */
declare module "../errors/index.js" {
  interface ErrorCodes {
    "evm/balance-moved": "refused";
    "evm/balance-too-large": "refused";
    "evm/block-header": "refused";
    "evm/ens-contract": "refused";
    "evm/ens-name": "refused";
    "evm/ens-registry": "refused";
    "evm/ens-resolver": "refused";
    "evm/ens-unknown": "refused";
    "evm/few-holders": "refused";
    "evm/included": "refused";
    "evm/layout-checkpoints": "refused";
    "evm/layout-erc721a": "refused";
    "evm/layout-flag": "refused";
    "evm/layout-holder-first": "refused";
    "evm/layout-packed": "refused";
    "evm/layout-shares": "refused";
    "evm/layout-solady": "refused";
    "evm/layout-vyper": "refused";
    "evm/no-balance": "refused";
    "evm/no-block": "failed";
    "evm/no-event": "refused";
    "evm/no-get-proof": "failed";
    "evm/no-position": "refused";
    "evm/no-receipt": "failed";
    "evm/not-a-token": "refused";
    "evm/not-deployed": "failed";
    "evm/not-final": "refused";
    "evm/not-processes": "refused";
    "evm/not-the-balance": "refused";
    "evm/other-transaction": "refused";
    "evm/posted": "refused";
    "evm/process-id": "refused";
    "evm/proof-refused": "failed";
    "evm/refused": "refused";
    "evm/reverted": "refused";
    "evm/seal": "refused";
    "evm/several-positions": "refused";
    "evm/signature": "refused";
    "evm/signatures": "refused";
    "evm/storage-proof": "refused";
    "evm/tally": "refused";
    "evm/transaction": "refused";
  }
}

export {};
