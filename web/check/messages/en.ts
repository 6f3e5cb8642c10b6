/** The page that checks receipts in English. The other languages have the same keys. */
export const en = {
  "check-title": "Check a receipt",
  "check-text":
    "A receipt proves that a vote is recorded. It is checked on this device, with the voting chain’s founding document.",
  "check-label": "Choose the receipt’s file",
  "check-link-text":
    "This link names a recorded vote. Its receipt is fetched from the election’s computers and checked on this device.",
  "check-relayed":
    "It is asked for through {relay}: the election’s computers do not see your internet address.",
  "check-relay-down":
    "The relay of this link does not answer, or its answer is not right. The election’s computers have not seen your internet address.",
  "check-direct-title": "Or go on without a relay",
  "check-direct-text":
    "{node} then sees your internet address and which vote you ask for. Whoever knows whose address it is can tell whose vote it may be.",
  "check-direct": "Go on without a relay",
  "check-node-label": "Address of a computer of the voting chain",
  "check-node-hint":
    "The organiser publishes it. It begins with https:// The computer sees your internet address and which vote you check.",
  "check-node-wrong": "Write an address that begins with https://",
  "check-go": "Check",
  "check-working": "Checking",
  "check-good-title": "The receipt is right",
  "check-replaced": "It is still in the log. A later vote of the same voter counts in its place.",
  "check-present": "The vote is in the log of this election, and it counts.",
  "check-index": "Number in the log",
  "check-height": "Block",
  "check-believed":
    "This page did not know which voting chain to expect and believed the computer. Compare this number with the one that the organiser published:",
  "check-bad-title": "The receipt is not right",
  "check-gone":
    "The chain does not have this vote at this place. That must not happen: keep the receipt, and tell the organiser and the public.",
  "check-another": "Check another receipt",
  "check-process": "Election",
  "check-chain": "Voting chain",
  "check-signed": "Signed by",
  "check-signed-all": "{signers} of the {validators} computers that agree on the voting chain, block {block}",
  "check-signed-one": "one computer of the voting chain",
  "check-alone":
    "Several computers agree on this voting chain, and only one of them signed this receipt. One alone can be wrong: send the vote’s file again to get the receipt that more than two thirds signed.",
} as const;
