/** The pages' words in English. The other languages have the same keys. */
export const en = {
  // The frame
  skip: "Skip to the main part",
  language: "Language",
  back: "Back",
  "shared-address":
    "This address belongs to a gateway, or to your files, and not to this page alone: others can read what it keeps on your device. Do not keep your code here.",
  "shared-address-open": "Open this page at an address of its own",
  warning: "Warning:",
  problem: "There is a problem",
  continue: "Continue",
  "try-again": "Try again",
  change: "Change",
  details: "Details for the organiser",

  // Opening
  "vote-page": "Vote",
  "opening-title": "Opening the election",
  "opening-label": "Asking the election’s computers and checking what they say",
  "no-link-title": "This page needs a link to an election",
  "no-link": "Use the link that the organiser gave you. It is long: copy all of it.",

  // Start
  "start-caption": "Election",
  "start-organiser": "Organiser",
  "start-now": "Start now",
  "start-again": "Change my vote",
  "start-register": "Register to vote",
  "phase-open": "Voting is open.",
  "phase-open-until": "Voting is open. It closes in about {time}.",
  "phase-waiting": "Voting has not begun.",
  "phase-waiting-start": "Voting has not begun. It begins in about {time}.",
  "phase-waiting-key": "Voting has not begun. The keykeepers are still making the key that seals the votes.",
  "phase-paused": "Voting is paused. The organiser has stopped it for a while. Come back later.",
  "phase-ended": "Voting has ended. The votes are being opened and counted.",
  "phase-counted": "Voting has ended and the votes are counted.",
  "phase-canceled": "This election was called off. No vote of it counts.",
  "registration-open": "You can register now. When voting begins, registration closes.",
  turnout: { one: "{n} person has voted so far.", other: "{n} people have voted so far." },
  insecure:
    "This is a trial. Its keys are public, so anyone can forge votes here. Do not use it for a real decision.",
  "seen-title": "What others can see",
  "seen-who": "Nobody can see that a vote is yours, not even the organiser.",
  "seen-sealed":
    "How you vote stays sealed until voting ends. To look earlier, several independent keykeepers would have to break the rules together.",
  "seen-clear": "How somebody voted is public at once, but not who it was.",
  "seen-public": "Everybody can see that one more person has voted, and when.",
  "seen-address":
    "The computer that takes your vote sees your internet address. If that worries you, use a network that hides it, or save the vote as a file and let somebody else send it.",
  "not-anonymous-title": "This election is not secret",
  "not-anonymous":
    "Votes in it are signed with the voter’s name, and this page is for secret votes only. Ask the organiser how to vote.",
  "other-ways": "Other ways",
  "send-file-link": "Send a vote that I saved as a file",
  preparing: "Preparing while you read",
  prepared: "Everything is ready on this device.",
  "preparing-bytes": "Getting ready: {done} of {total} MB",

  // Voted before
  "voted-title": "You have voted on this device",
  "voted-when": "On {when}",
  "voted-title-elsewhere": "You have voted",
  "voted-elsewhere":
    "Your vote is recorded already. It was not sent from this device, so this page cannot show it.",
  "voted-left": {
    one: "You can change it {n} more time. Only your last vote counts.",
    other: "You can change it {n} more times. Only your last vote counts.",
  },
  "voted-final": "It cannot be changed any more.",
  "voted-receipt": "Download the receipt",
  "pending-title": "A vote was made on this device and may not have arrived",
  "pending-text": "Send it again to be sure. It is the same vote, and is never counted twice.",
  "pending-send": "Send it again",

  // Identity
  "identity-title": "How do you identify yourself?",
  "identity-hint":
    "The list of voters has a code for each person. You prove that one of the codes is yours without showing which.",
  "identity-file": "I have a recovery file",
  "identity-file-hint":
    "A small file that ends in .json. You saved it earlier, or the organiser gave it to you.",
  "identity-wallet": "With my crypto wallet",
  "identity-wallet-hint": "Your wallet makes your code from two signatures. It costs nothing.",
  "identity-new": "I have none yet",
  "identity-new-hint": "This page makes a code for you, and you register it.",
  "identity-choose": "Choose how you identify yourself",
  "file-title": "Your recovery file",
  "file-label": "Choose the file",
  "file-hint": "It stays on this device.",
  "file-paste": "Paste its text instead",
  "file-paste-label": "Text of the file",
  "file-missing": "Choose your recovery file, or paste its text",
  "file-wrong": "This is not a recovery file. Choose the file that you saved when your code was made.",
  "wallet-none":
    "No wallet was found in this browser. Install one, or open this link in your wallet’s own browser.",
  "wallet-use": "Use {name}",
  "wallet-working": "Waiting for your wallet. Look at its window.",
  "keep-title": "Keep your code on this device?",
  "keep-hint": "Then you can come back, see what you voted and change it.",
  "keep-yes": "Yes, on this device",
  "keep-yes-hint": "Only if nobody else uses this device.",
  "keep-sealed": "Yes, locked with a passphrase",
  "keep-sealed-hint": "You need the passphrase each time. Nobody can reset it.",
  "keep-no": "No, forget it when I close this page",
  "keep-no-hint": "Right for a shared device. Keep your recovery file.",
  "keep-choose": "Choose whether to keep your code on this device",
  passphrase: "Passphrase",
  "passphrase-hint": "At least 12 characters. Three or four random words are good.",
  "passphrase-short": "The passphrase needs at least 12 characters",
  "passphrase-wrong": "This is not the passphrase. Check it and try again.",
  "unlock-title": "Unlock your code",
  "unlock-text": "Your code on this device is locked.",
  unlock: "Unlock",
  "forget-title": "Remove your code from this device",
  "forget-text":
    "Your code and the receipts of your votes are removed. Save the receipts first, and keep your recovery file: nobody else can bring your code back. A vote that waits here is not sent.",
  forget: "Remove it from this device",
  "checking-title": "Looking you up in the list",
  "checking-label": "The whole list is read on this device, so nobody learns who is looking",

  // Ballot
  "question-caption": "Question {i} of {n}",
  "question-choose": "Choose one answer",
  "question-many": { one: "Choose {n} answer.", other: "Choose {n} answers." },
  "question-many-wrong": {
    one: "You have to choose {n} answer",
    other: "You have to choose {n} answers",
  },
  "points-hint": "Give each answer points, from 0 to {most}.",
  "points-total": "The points may cost {total} in all.",
  "points-wrong": "Give each answer a whole number from 0 to {most}",
  "points-cost": "That is more than you may give in all. Give fewer points.",
  "ballot-wrong": "This combination of answers is not allowed. Change it.",
  "petition-sign": "I sign this",

  // Review
  "review-title": "Check your vote",
  "review-text": "Nothing has been sent. You can still change everything.",
  "review-weight": "Weight of your vote",
  "weight-all": "{weight} (all of it)",
  "weight-part": "{weight} of {all}",
  "hidden-title": "How well you are hidden",
  "hidden-size": {
    one: "Only {n} person on the list could have cast this vote.",
    other: "Any of {n} people on the list could have cast this vote.",
  },
  "hidden-good": "That hides you well.",
  "hidden-small": "That is few: somebody who knows the people on the list might guess that it was you.",
  "hidden-same": {
    one: "Only {n} person has exactly the weight that you use, and most people use all of theirs.",
    other: "Only {n} people have exactly the weight that you use, and most people use all of theirs.",
  },
  "hidden-safer": "With a weight of {weight} you are hidden among more people.",
  "hidden-nobody": "Nobody has voted yet. If you wait until others have voted, you are hidden better.",
  "hidden-few": {
    one: "Only {n} person has voted so far. If you wait until more have voted, you are hidden better.",
    other: "Only {n} people have voted so far. If you wait until more have voted, you are hidden better.",
  },
  cast: "Cast my vote",
  "save-file": "Save it as a file instead",
  "save-file-go": "Save the vote as a file",
  "save-file-text":
    "The file holds your finished vote. It does not show who you are. Anyone may send it, from any device, until voting ends. Until then it is not cast.",

  // Sending
  "sending-title": "Casting your vote",
  "step-loading": "Getting the files that prove it: {done} of {total} MB",
  "step-witness": "Checking your place in the list",
  "step-proof": "Proving that you may vote, without showing who you are",
  "step-sending": "Sending. Do not close this page until it says that your vote is recorded.",
  "sending-cancel": "Stop. Nothing has been sent",
  "not-cast-title": "Your vote is not cast",
  "maybe-cast-title": "It is not certain that your vote has arrived",
  "maybe-cast-text": "Send it again. It is the same vote, and is never counted twice.",

  // Done
  "done-title": "Your vote is recorded",
  "done-place": "It is number {index} in the public log, in block {height}.",
  "done-signed": "{signers} of the {validators} computers that agree on the voting chain signed the receipt.",
  "done-receipt-title": "Keep your receipt",
  "done-receipt-text":
    "It proves that your vote is in the log. It does not say how you voted, but whoever has it can find your vote in the log, and read it there once the votes are open. Show it to nobody who may not know how you voted.",
  "done-receipt": "Save the receipt",
  "done-qr": "Or scan this code with your phone to check it there",
  "done-qr-label": "QR code with a link that checks your receipt",
  "done-check": "Check the receipt now",
  "done-next-title": "What happens next",
  "done-next-sealed":
    "When voting ends, the keykeepers open all votes at once, and everybody can count them.",
  "done-next-clear": "When voting ends, everybody can count the votes.",
  "done-unkept": "This device does not keep your vote. Save the receipt before you close the page.",

  // Sending a file
  "send-file-wrong": "This is not a vote, or it was changed. Save it again on the device where it was made.",
  send: "Send it",

  // The device
  "preflight-wasm":
    "This browser does not run WebAssembly, which the proof needs. In a protected mode it may be switched off: use another browser, or allow it for this page.",
  "preflight-worker": "This browser is too old for this page. Update it or use another one.",
  "preflight-secure": "This page was not opened over a secure connection (https). Use the organiser’s link.",
  "preflight-memory": "This device has little memory. If the page stops, close other apps and try again.",
  "preflight-storage":
    "This browser keeps nothing for this page, perhaps because it is a private window. You can vote, but save your receipt before you close it.",

  // Errors
  "error-node-down":
    "The election’s computers do not answer. Check your internet connection and try again. Nothing is lost.",
  "error-wrong-network":
    "The computer in this link belongs to another voting chain. Do not vote with this link: ask the organiser for the right one.",
  "error-no-election":
    "The election in this link does not exist, or not yet. Check the link, or try again later.",
  "error-lies":
    "What the computer says about this election does not fit its proofs. Do not vote with this link, and tell the organiser.",
  "error-text": "The questions of this election could not be read. Tell the organiser.",
  "error-text-missing":
    "The computer does not have the questions of this election yet. Try again in a few minutes, or tell the organiser.",
  "error-link": "This link is not complete or was changed. Copy all of the organiser’s link.",
  "error-ended": "Voting has ended. No more votes are taken.",
  "error-canceled": "This election was called off.",
  "error-not-open": "Voting is not open at this moment.",
  "error-paused": "Voting is paused. Try again later: your vote is kept in this page.",
  "error-not-listed":
    "Your code is not on the list of voters of this election. Check that you chose the right file or wallet account. If you did, ask the organiser.",
  "error-proofs":
    "The files that prove your vote could not be fetched. Check your internet connection and try again: what came already is kept.",
  "error-forged":
    "A file that proves your vote is not the one that the organiser announced. It was not used. Tell the organiser.",
  "error-other-key":
    "The files in this link belong to other keys than those of the election. Tell the organiser.",
  "error-census":
    "The list of voters that came is not the one of this election. Try again, and if it stays so, tell the organiser.",
  "error-key":
    "The key that seals the votes is not the keykeepers’ own. Do not vote with this link, and tell the organiser.",
  "error-memory": "This device does not have enough memory. Close other apps, or use another device.",
  "error-busy": "The election’s computers are busy. Try again in a minute.",
  "error-superseded": "A later vote of yours is recorded already. Start again to change it.",
  "error-registered": "This account has registered another code. Press again to put this code in its place.",
  "error-registration-over": "Registration is closed.",
  "error-refused":
    "The election’s computers did not take it. Start again; if it stays so, tell the organiser.",
  "error-receipt": "This is not a receipt of this election, or it was changed.",
  "error-wallet-declined": "You declined in your wallet. Nothing was done. Try again when you are ready.",
  "error-wallet-chain":
    "Your wallet is on another network and does not know this one. Add the network with number {chain} to your wallet, then try again.",
  "error-wallet": "Your wallet could not do it. Open it, check that it is unlocked, and try again.",
  "error-wallet-kind": "This wallet cannot be used: it signs differently each time. Use an ordinary account.",
  "error-storage":
    "This browser does not keep anything for this page. Choose not to keep your code, or use another browser window.",
  "error-worker": "The part of the page that does the proof has stopped. Reload the page and try again.",
  "error-unexpected":
    "Something went wrong that should not have. Reload the page and try again. If it stays so, tell the organiser.",

  // The receipt page
  "check-page": "Check a receipt",
  "check-unfound":
    "The election’s computers give the receipt only for a vote that counts. A vote that was changed later is not shown this way: check its receipt’s file.",

  // The organiser's page
  "organise-page": "Organise",

  // The contributor's page
  "contribute-page": "Contribute",

  // The observer's page
  "observe-page": "Watch",
} as const;
