/** The words of votes in files in English. The other languages have the same keys. */
export const en = {
  "send-file-title": "Send a vote that was saved as a file",
  "send-file-label": "Choose the file",
  "send-file-hint": "It was saved by this page or by the psephos program.",
  "send-file-missing": "Choose the file of the vote",
  "saved-title": "Your vote is saved as a file",
  "saved-text":
    "It is not cast yet. Open this link on another device, choose “Send a vote that I saved as a file”, and send it before voting ends.",
} as const;
