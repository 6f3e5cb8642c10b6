/** The contributor's page in English. The other languages have the same keys. */
export const en = {
  // The steps
  steps: "Steps",
  "step-ceremony": "The ceremony",
  "step-you": "About you",
  "step-add": "Check and add",
  "step-publish": "Publish",

  // 1: the ceremony
  "ceremony-title": "Help to make voting safe",
  "ceremony-text":
    "Secret votes are proved with a file that many people make together, one after another. Each adds a secret number to it and forgets the number. If only one of them really forgets, nobody can forge votes.",
  "ceremony-how":
    "This page checks what the others did, and adds your number. It takes some minutes. Your number never leaves this page.",
  "source-title": "Where are the ceremony’s files?",
  "source-link": "I have the organiser’s link",
  "source-link-hint": "This page fetches what it needs.",
  "source-files": "I have the files on this device",
  "source-files-hint": "The organiser sent them, or you downloaded them.",
  "source-choose": "Choose where the files are",
  "address-label": "Link to the ceremony",
  "address-hint": "It begins with https:// and leads to the folder of the ceremony.",
  "address-missing": "Write or paste the link to the ceremony",
  "files-label": "Choose the files",
  "files-hint":
    "Choose all of them at once: the newest key (its name ends in .zkey), and for all checks also ceremony.json, the file that ends in .r1cs, powers.ptau, and the attestations.",
  "files-missing": "Choose the ceremony’s files",
  "files-kept": { one: "{n} file is chosen.", other: "{n} files are chosen." },
  "looking-label": "Looking at what is there",

  // 2: the contributor
  "you-title": "About you",
  "name-label": "Your name",
  "name-hint":
    "It is public, and stands in the ceremony’s files for ever. Use a name by which others know you.",
  "name-missing": "Write your name",
  "name-wrong": "Use a name of at most 64 ordinary characters, without ones that cannot be seen",
  "typed-label": "Type anything",
  "typed-hint":
    "Press keys at random for a while. Your number is made from this and from your device’s own random numbers. You need not remember it.",

  // 3: check and add
  "add-title": "Check and add your part",
  "add-source": "Ceremony",
  "add-chosen": { one: "{n} file on this device", other: "{n} files on this device" },
  "add-place": "Your place",
  "add-place-value": "Number {place}",
  "add-name": "Your name",
  "add-fetch": "To fetch",
  "add-megabytes": "{size} MB",
  "add-lacking": "With these files not everything can be checked:",
  "add-lacking-do":
    "You can still add your part. It is better to ask the organiser for the missing files, and to choose them too.",
  "add-go": "Check and add my part",
  "add-keep": "Keep this page open until it is done.",
  "add-stop": "Stop. Nothing has been added",
  "stage-fetching": "Fetching the ceremony’s files",
  "stage-checking": "Checking what the others did",
  "stage-adding": "Adding your part",
  "not-added": "Nothing was added",

  // 4: publish
  "added-title": "Your part is added",
  "done-text": "Your secret number is forgotten. Two things are left to do.",
  "done-unchecked": "Not everything could be checked:",
  "done-unchecked-do":
    "Your part is good, but what it was added to may not be. Tell the organiser that this was not checked.",
  "save-title": "1. Send these files to the organiser",
  "save-text": "They exist only in this page. If you close it before you have saved them, your part is lost.",
  "save-key": "Save the key with your part",
  "save-attestation": "Save your attestation",
  "save-listing": "Save the new list of files",
  saved: "Saved",
  "words-title": "2. Publish these words",
  "words-text":
    "Publish them where others know you: on your website, or in a public message. With them everybody can see that your part is in the finished file.",
  "words-label": "Words to publish",
  copy: "Copy the words",
  copied: "Copied",
  "copy-failed": "The browser does not allow it. Select the words and copy them yourself.",
  "done-close": "When both are done, close this page.",
  "checked-title": "What was checked before your part was added",
  "before-title": "Who added a part before you",
  "before-nobody": "Nobody: yours is the first.",
  "before-unnamed": "(without a name)",

  // What the checks found
  "checked-listed": "{file} is the file that the organiser listed.",
  "checked-attestations":
    "Of {contributions} earlier parts, {attested} are as their contributors published them; {signed} of these are signed.",
  "checked-key": "Everything in the key follows from {circuit} and powers.ptau, and from the earlier parts.",
  "checked-powers": "Every point of powers.ptau.",
  "unchecked-listed": "Whether the key is the one that the organiser listed. This needs ceremony.json.",
  "unchecked-attestations":
    "Whether the earlier parts are as their contributors published them. This needs their attestations.",
  "unchecked-files":
    "Whether the key was made for the right program. This needs powers.ptau and one file that ends in .r1cs.",
  "unchecked-memory":
    "Whether the key was made for the right program. powers.ptau is too large for a page: the psephos command can check it.",

  // Errors
  "fault-address":
    "This is not a link to a ceremony. Copy all of the organiser’s link: it begins with https://",
  "fault-file-link":
    "This link leads to one file. Give the link to the folder that it is in; or download the file, go back, and choose “I have the files on this device”.",
  "fault-http":
    "This link begins with http://. That is not safe, and this page may not open it. Ask the organiser for a link that begins with https://, or download the files yourself and choose “I have the files on this device”.",
  "fault-missing":
    "The computer in this link answers, but has no such file. Check that the link is right and complete, or ask the organiser.",
  "fault-answer": "The computer in this link answers with an error. Try again later, or tell the organiser.",
  "fault-unreachable":
    "The computer in this link does not answer, or does not let this page read it. Check your internet connection and try again. If it stays so, download the files yourself and choose “I have the files on this device”.",
  "fault-broken-off":
    "The connection broke off. What came already is kept: try again, and it goes on from there.",
  "fault-html":
    "A web page came where a file of the ceremony should be. Check the link, or ask the organiser.",
  "fault-other-file": "A file is not the one that the organiser listed. It was not used. Tell the organiser.",
  "fault-listing": "The ceremony’s list of files is not in order. Tell the organiser.",
  "fault-phase":
    "This ceremony is still in its first half, which takes the psephos command: psephos setup contribute, with the link.",
  "fault-no-key": "There is no key among these files. Choose the newest file whose name ends in .zkey.",
  "fault-two": "These files are of more than one ceremony. Choose those of one.",
  "fault-too-large": "The key is over 2 GiB, too large for a page. Use the psephos command.",
  "fault-closed": "This ceremony is finished. It takes no more parts.",
  "fault-files":
    "The ceremony’s files do not fit together, so nothing was added to them. Tell the organiser, and show them the details below.",
  "fault-cut": "A file is not complete. Download it again, or tell the organiser.",
  "fault-attestation":
    "What an earlier contributor published does not fit the key. Nothing was added. Tell the organiser.",
  "fault-memory": "This device does not have enough memory. Close other apps, or use another device.",
  "fault-worker":
    "The part of the page that computes has stopped. Try again. If it stays so, use another browser.",
  "fault-wasm":
    "This browser does not run WebAssembly, which the computing needs. In a protected mode it may be switched off: use another browser, or allow it for this page.",
  "fault-unexpected":
    "Something went wrong that should not have. Try again. If it stays so, tell the organiser, and show them the details below.",
} as const;
