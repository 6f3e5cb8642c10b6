/** Turnout and results in English. The other languages have the same keys. */
export const en = {
  "turnout-title": "Turnout",
  "turnout-of": {
    one: "{n} of {all} people has voted ({share}).",
    other: "{n} of {all} people have voted ({share}).",
  },
  "turnout-votes": {
    one: "{n} vote is in the log, with those that were changed later.",
    other: "{n} votes are in the log, with those that were changed later.",
  },
  "results-title": "Results",
  "results-signed":
    "A validator of the voting chain has signed these numbers. To check every vote yourself, audit the election’s bundle below.",
  "results-answer": "Answer",
  "results-votes": "Votes",
  "results-points": "Points",
  "results-share": "Share",
  "results-invalid": "Not valid",
} as const;
