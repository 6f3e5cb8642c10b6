/** The words of votes that wait in English. The other languages have the same keys. */
export const en = {
  "offer-title": "Let it be sent later",
  "offer-text":
    "Somebody who knows when you were at this page can look for a vote that was sent at that moment. Your finished vote can wait on this device and be sent at a random moment instead.",
  "offer-go": "Choose how long it may wait",
  "choose-title": "How long may your vote wait?",
  "choose-hint": "It is sent at a random moment within this time. The longer, the less the moment says.",
  within: "Up to {time}",
  "within-all": "Until about {time}, shortly before voting closes",
  "within-all-hint": "When voting closes is an estimate. The page leaves room for it.",
  "within-choose": "Choose how long your vote may wait",
  measuring: "Finding out when voting closes",
  "too-late": "Voting closes soon, or it is not known yet when it does. Cast your vote now.",
  "no-end":
    "The organiser has not said when voting closes. If it closes before your vote is sent, your vote does not count.",
  "come-back":
    "Keep this page open, or open it again on this device. A closed page sends nothing: if the moment passes while it is closed, your vote is sent when you open it again.",
  "come-back-sealed":
    "Keep this page open, or open it again on this device and enter your passphrase. A closed page sends nothing: if the moment passes while it is closed, your vote is sent when you have come back.",
  "keep-open":
    "Keep this page open. This device does not keep your vote: if you close the page, the vote is gone and is never sent.",
  preparing: "Finishing your vote",
  wait: "Let my vote wait",
  "waits-title": "Your vote waits on this device. It is not cast yet.",
  "waits-lost-title": "Your vote waited on this device. It is not cast.",
  "waits-until": "It is sent at a random moment, at the latest on {time}.",
  "waits-paused": "Voting is paused. Your vote goes on waiting, and is sent when voting goes on.",
  "waits-sending": "Sending your vote",
  "send-now": "Send it now",
  withdraw: "Withdraw it. It is not sent",
  remove: "Remove it",
  "make-again": "Make it again",
  "stale-list":
    "The list of voters was changed after you made your vote, so your vote would be refused now. Your answers are still here.",
  "stale-changed":
    "The election was changed after you made your vote, so your vote would be refused now. Your answers are still here.",
  "stale-over": "Voting has ended, and your vote was not sent before. It does not count.",
} as const;
