/** The words of relays in English. The other languages have the same keys. */
export const en = {
  "way-relay":
    "Your vote goes through {relay}, a relay: the computer that takes your vote does not see your internet address.",
  "sees-title": "What others see of your vote on its way",
  "sees-relay":
    "{relay} carries your vote. It sees your internet address and the time. It cannot read what you send.",
  "sees-node":
    "{node} takes your vote. It sees the vote, which has no name on it, and the time. It does not see your internet address.",
  "sees-both": "If the two tell each other, they know which vote came from your address.",
  "sees-opened":
    "Two different operators of the voting chain run them: its own lists say so. When you opened this page, the computers in your link saw your address, too. They know that somebody there looked at this election, not that somebody voted.",
  "sees-named": "Your link names the relay. This page cannot see who runs it.",
  "sees-files":
    "Whoever serves this page, and the files that prove your vote, sees your address and that you fetched them. None of them gets your vote.",
  "sees-direct":
    "{node} takes your vote. It sees the vote, which has no name on it, the time, and your internet address. No relay is in between.",
  "checked-relay":
    "The check goes through {relay}, too: the computer that gives the receipt does not see your internet address.",
  "checked-direct":
    "{node} gives the receipt there. It sees the internet address of whoever asks for this vote.",
  "stuck-title": "The relay does not answer",
  "stuck-relay":
    "This page asks and sends through {relay}, so that the computer that takes your vote does not see your internet address. It did not get an answer there.",
  "stuck-none":
    "This election has relays, which hide your internet address from the computer that takes your vote. None of them works at this moment.",
  "stuck-not-sent": "Nothing has been sent.",
  "stuck-maybe-sent":
    "It is not certain that your vote has arrived. Going on sends the same vote again. It is never counted twice.",
  "stuck-looking": "Looking for a way",
  "stuck-again": "No relay answers. Try again in a while, or go on without one.",
  "stuck-other-title": "Use a relay",
  "stuck-other-text":
    "This page looks for another relay, and tries this one again. Nobody sees more than before.",
  "stuck-other": "Look for another relay",
  "stuck-direct-title": "Or go on without one",
  "stuck-direct-text":
    "{node} then sees your internet address together with your vote. The vote has no name on it, but whoever knows whose address it is can tell whose vote it is. If that worries you, come back later.",
  "stuck-direct-named": "{node} then sees your internet address together with your account and your vote.",
  "stuck-direct": "Go on without a relay",
} as const;
