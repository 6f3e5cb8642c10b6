/** The organiser's page in English. The other languages have the same keys. */
export const en = {
  // Opening
  "open-title": "Opening the voting chain",
  "open-label": "Asking the voting chain’s computers",
  "no-chain-title": "This page needs the link of a voting chain",
  "no-chain":
    "Whoever runs the voting chain’s computers gives you a link for organisers. It says which computers keep your election. Copy all of it.",

  // The list of tasks
  "tasks-title": "Put an election together",
  "tasks-caption": "For organisers",
  "tasks-text":
    "Do the steps in any order. What you write stays on this device until you declare the election.",
  "task-done": "Done",
  "task-open": "Not yet done",
  "task-languages": "Languages",
  "task-texts": "Title and description",
  "task-questions": "Questions and answers",
  "task-rules": "Who can see what",
  "task-time": "When people vote",
  "task-voters": "Who may vote",
  "task-check": "Check everything",
  "tasks-files-title": "Files",
  "tasks-files": "Save the draft, load one, or take the files for the command line",
  unkept:
    "This browser keeps nothing for this page, perhaps because it is a private window. Save the draft as a file before you close it.",
  save: "Save and continue",

  // Languages
  "languages-title": "In which languages do you write?",
  "languages-hint": "Each text has to be written in every language that you choose.",
  "languages-others": "Other languages",
  "languages-others-hint": "Their short names with commas between them, such as fr, eu, pt-BR",
  "languages-wrong": "Write short names of languages with commas between them, such as fr, eu, pt-BR",
  "languages-none": "Choose at least one language",
  "languages-main": "Main language",
  "languages-main-hint": "Readers of no other of your languages see this one.",

  // Texts
  "texts-title": "Title and description",
  "texts-name": "Title ({language})",
  "texts-name-hint": "One line, such as “Election of the board”.",
  "texts-about": "Description ({language})",
  "texts-about-hint": "What people should know before they vote. You may leave it out.",
  "texts-missing": "Write the title ({language})",
  "texts-picture": "Picture",
  "texts-picture-hint":
    "You may leave it out. PNG, JPEG or WebP, at most 512 KB. It is published with the questions, and nobody can change it later.",
  "texts-picture-wrong": "Choose a PNG, JPEG or WebP picture of at most 512 KB",
  "texts-picture-shown": "The picture that voters see",
  "texts-picture-remove": "Remove the picture",

  // Questions
  "questions-title": "Questions and answers",
  "questions-how": "How do people answer?",
  "questions-one": "One answer to each question",
  "questions-many": "Several answers to one question",
  "questions-many-hint": "Everybody chooses the same number of answers.",
  "questions-chosen": "How many answers does each voter choose?",
  "questions-chosen-wrong": "Write a whole number from 1 to {most}: there are no more answers",
  "questions-number": "Question {i}",
  "questions-empty": "Not yet written",
  "questions-answers": { one: "{n} answer", other: "{n} answers" },
  "questions-edit": "Write question {i}",
  "questions-remove": "Remove question {i}",
  "questions-add": "Add a question",
  "question-title": "Question {i}",
  "question-text": "Question ({language})",
  "question-answer": "Answer {i} ({language})",
  "question-answer-remove": "Remove answer {i}",
  "question-answer-add": "Add an answer",
  "question-unwritten": "Write the question ({language})",
  "question-answer-unwritten": "Write answer {i} ({language}), or remove it",
  "question-few": "A question needs at least two answers",

  // Rules
  "rules-title": "Who can see what",
  "rules-who": "Can others see who voted for what?",
  "rules-anonymous": "No. Votes are secret",
  "rules-anonymous-hint": "Nobody can see whose vote it is, not even you. Nearly always right.",
  "rules-named": "Yes. Each vote is signed with the voter’s name",
  "rules-named-hint":
    "For assemblies that vote openly. People vote in the voter’s page with a crypto wallet whose account is on your list.",
  "rules-when": "When can the votes be read?",
  "rules-sealed": "When voting has ended",
  "rules-sealed-hint":
    "{n} independent keykeepers seal the votes, and {threshold} of them open all votes at the end. Nobody sees a result before.",
  "rules-open": "At once",
  "rules-open-hint": "Everybody sees the count while people still vote, and this can sway them.",
  "rules-no-keykeepers": "This voting chain has no keykeepers, so it cannot seal votes.",
  "rules-changes": "How many times may people change their vote?",
  "rules-changes-hint":
    "Only the last vote counts. Being able to change it protects people who are put under pressure.",
  "rules-changes-wrong": "Write a whole number from 0 to 255",
  "rules-stop": "May you pause, end or call off the vote?",
  "rules-stop-yes": "Yes",
  "rules-stop-yes-hint":
    "You can correct a mistake by calling the vote off. People have to trust you not to stop it early.",
  "rules-stop-no": "No, it runs to its end",
  "rules-stop-no-hint": "Nobody can stop it, not even after a mistake.",

  // Time
  "time-title": "When people vote",
  "time-start": "When does voting begin?",
  "time-soon": "As soon as the election is declared",
  "time-soon-hint": "Sealed votes need some minutes more, until the keykeepers have made the key.",
  "time-at": "At a date and time",
  "time-by-hand": "When I open it",
  "time-by-hand-hint": "You open it in this page, with your wallet.",
  "time-when": "Date and time",
  "time-when-hint": "By the clock of this device: {zone}",
  "time-when-missing": "Give the date and time at which voting begins",
  "time-long": "How long is voting open?",
  "time-days": "Days",
  "time-hours": "Hours",
  "time-minutes": "Minutes",
  "time-long-wrong": "Give a time of at least a minute, in whole numbers",
  "time-blocks":
    "The voting chain counts blocks, not hours. A block comes about every {time}. If blocks come slower or faster, voting begins and ends later or earlier.",

  // Voters
  "voters-title": "Who may vote",
  "voters-how": "How do people get on the list?",
  "voters-list": "I have a list",
  "voters-list-hint":
    "A CSV file with a code or an address for each person, and a weight if votes have different ones.",
  "voters-invite": "By invitation",
  "voters-invite-hint":
    "You give each person a link or a printed QR code. They register with it before voting begins. Right for people without a wallet. Secret votes only.",
  "voters-choose": "Choose how people get on the list",
  "voters-file": "The list",
  "voters-file-hint":
    "CSV in UTF-8. The first line is commitment,weight (codes that people made in the voter’s page or with psephos identity) or address,weight (accounts of wallets). The weight may be left out. No names.",
  "voters-file-missing": "Choose the file of the list",
  "voters-found": {
    one: "{n} voter, with a weight of {weight} in all.",
    other: "{n} voters, with a weight of {weight} in all.",
  },
  "voters-codes": "The list has codes: people vote with the recovery file or wallet that made their code.",
  "voters-register":
    "The list has addresses: people register with their wallets before voting begins, and then vote in secret.",
  "voters-sign":
    "The list has addresses: each vote is signed with one of them, and everybody sees whose it is.",
  "voters-mixed-up":
    "This list has codes, and votes with names need addresses. Choose another list, or make the votes secret.",
  "voters-wrong": {
    one: "{n} row is wrong. Correct it and choose the file again.",
    other: "{n} rows are wrong. Correct them and choose the file again.",
  },
  "voters-more": "Only the first {n} are shown.",
  "row-columns": "Line {line}: it has too many or too few columns.",
  "row-commitment": "Line {line}: this is not a code.",
  "row-address": "Line {line}: this is not an address.",
  "row-checksum": "Line {line}: a digit of the address is wrong. Copy it again.",
  "row-weight": "Line {line}: the weight is not a whole number from 1.",
  "row-duplicate": "Line {line}: this voter is on the list already.",
  "voters-count": "How many invitations?",
  "voters-count-hint": "One for each person. You cannot add any later.",
  "voters-count-wrong": "Write a whole number from 1 to {most}",
  "voters-keys":
    "Each invitation is a secret key for one registration. This device makes the keys and keeps them until you have printed or saved the sheet. They are sent to nobody.",
  "voters-powers":
    "Whoever has an invitation can register in that person’s place, until voting begins. Nobody can see with it how somebody votes, not even you: each person’s secret is made on their own device.",
  "voters-made": {
    one: "{n} invitation is ready. You print it when the election is declared.",
    other: "{n} invitations are ready. You print them when the election is declared.",
  },

  // Files
  "files-title": "Files",
  "files-draft": "Save the draft",
  "files-draft-text": "The draft has everything that you wrote, and you can go on with it on another device.",
  "files-draft-secret":
    "It has your invitations too. Keep the file as safe as the printed sheet, and delete it when everybody has registered.",
  "files-load": "Load a draft",
  "files-load-hint": "It replaces what is in this page.",
  "files-load-missing": "Choose the file of a draft",
  "files-loaded": "The draft is loaded.",
  "files-command": "Files for the command line",
  "files-command-text":
    "“psephos process create” declares an election from these files, and “psephos process publish” gives them to the computers. They are made by the check.",
  "files-take": "Save {name}",
  "files-new": "Begin another election",
  "files-new-text":
    "This removes the present one from this device. It changes nothing that is declared. Keep its link.",
  "files-new-sure": "I have saved what I need",
  "files-new-unsure": "Tick the box first",

  // Checks
  "check-run-title": "Check everything",
  "check-run-label": "Building the list of voters and checking every rule",
  "check-all-right": "Nothing is wrong",
  "check-some-wrong": "Something has to be corrected first",
  "check-is-texts": "Every text is written in every language, and no two answers look alike",
  "check-is-image": "The picture can be shown",
  "check-is-voters": "Every row of the list of voters is right",
  "check-is-fit": "The questions fit the ballot",
  "check-is-rules": "The settings do not contradict each other",
  "check-is-start": "Voting begins at a time that is possible",
  "check-is-keys": "The voting chain can run this election",
  "check-is-files": "The list of voters, built again, is the one that will be declared",
  "check-is-nodes": "The voting chain’s computers answer",
  "state-right": "right",
  "state-wrong": "wrong",
  "state-unchecked": "not checked",
  "check-again": "Check again",
  "check-rules-title": "The contract’s rules one by one",
  "rule-UnknownModeFlags": "The way the vote runs is one that the contract knows",
  "rule-UnknownEnvelopeFlags": "The kind of votes is one that the contract knows",
  "rule-UnknownCensusOrigin": "The kind of list is one that the contract knows",
  "rule-StartBlockMissing": "A vote that begins by itself says when",
  "rule-BlockCountMissing": "A vote that nobody can end says how long it takes",
  "rule-QuestionCountMissing": "There is at least one question",
  "rule-MaxCountOutOfRange": "A ballot has from 1 to 100 fields",
  "rule-MetadataMissing": "The address of the questions is stated",
  "rule-CensusRootMissing": "The list of voters is stated",
  "rule-CensusUriMissing": "The address of the list is stated",
  "rule-PreRegisterNeedsAnonymous": "People register for secret votes only",
  "rule-CostFromWeightNeedsWeights": "Only voters with weights pay with them",
  "rule-CensusKeyMissing": "Secret votes name the key that they are proved with",
  "rule-CensusKeyUnexpected": "Votes with names need no such key",
  "doubt-title": "Please think again about this",
  "doubt-few-voters":
    "There are fewer than 20 voters. Somebody who knows them can guess from the result how people voted.",
  "doubt-rare-weight":
    "Some weights belong to fewer than 20 voters. A secret vote shows its weight, so those people can be guessed. Give many voters the same weight.",
  "doubt-open-votes": "Everybody can read the votes while voting goes on.",
  "doubt-no-way-back": "Nobody can pause or call off this vote, not even after a mistake.",
  "doubt-short": "Voting is open for less than an hour.",
  "doubt-short-registration": "People have less than an hour to register.",
  "doubt-no-pages":
    "These pages have no address that the election could announce. Nobody can check later that voters were served the right ones.",
  "doubt-by-name": "Everybody sees who voted for what. People need a crypto wallet to vote.",
  "checks-go": "Go on to the declaration",
  "place-title": "Title",
  "place-description": "Description",
  "place-question": "Question {i}",
  "place-answer": "Question {i}, answer {n}",
  "problem-missing": "is not written",
  "problem-long": "is too long",
  "problem-alike": "looks like another answer",
  "problem-letters": "has characters that cannot be seen or that turn the text around",
  "problem-lines": "has more than one line",
  "problem-language": "has a language whose short name is wrong",
  "problem-other": "is not right",

  // Declaring
  "declare-title": "Declare the election",
  "declare-warning":
    "A declaration cannot be changed. Questions, list of voters, times and rules stay as they are.",
  "declare-text":
    "Your wallet sends the declaration to a contract on network {chain} and pays its fee. The account that you use becomes the organiser for everybody to see, and only it can open, pause, end or call off the vote. Keep it.",
  "declare-begins": "Voting begins",
  "declare-begins-soon": "as soon as possible",
  "declare-begins-by-hand": "when you open it",
  "declare-lasts": "Voting is open for",
  "declare-votes": "Votes",
  "declare-secret": "Secret",
  "declare-named": "With names",
  "declare-sealed": "read when voting has ended",
  "declare-open": "read at once",
  "declare-sure": "I have checked the questions and the list of voters",
  "declare-unsure": "Tick the box when you have checked the questions and the list of voters",
  "declare-use": "Declare with {name}",
  "declare-working": "Waiting for your wallet. Look at its window.",
  "declare-sent": "Sent. Waiting until the declaration is in a block. You may close this page and come back.",
  "declare-resume-title": "A declaration was sent from this device",
  "declare-resume-text":
    "It may be in a block already. Ask for it with the same wallet. Do not declare again: that would make a second election.",
  "declare-resume": "Look it up with {name}",
  "declare-forget": "It was dropped, and I want to declare again",
  "declare-forget-text": "Only if your wallet says that the transaction was dropped or replaced.",
  "no-wallet":
    "No wallet was found in this browser. Install one as an extension, such as MetaMask or Rabby, make an account in it and put money for fees on it. Then reload this page: the draft stays. Or take the files and declare with the command line.",

  // Declared
  "declared-title": "The election is declared",
  "declared-publishing": "Giving the questions and the list of voters to the voting chain’s computers",
  "declared-waiting": "The voting chain has not heard of the election yet. This can take some minutes.",
  "declared-published": "The voting chain’s computers have the questions and the list.",
  "declared-unpublished-title": "The questions are not published yet",
  "declared-unpublished": "Nobody can vote before the voting chain’s computers have them.",
  "declared-publish": "Publish them now",
  "declared-link-title": "The link for voters",
  "declared-link-text": "Send it to everybody who may vote. It has no secret.",
  "declared-copy": "Copy the link",
  "declared-copied": "Copied",
  "declared-qr": "QR code of the link for voters",
  "declared-invite-text":
    "Give nobody this link in place of an invitation: without one people cannot register.",
  "declared-sheet": "Print the invitations",
  "declared-live": "Watch and steer the vote",

  // The sheet
  "sheet-title": "Invitations",
  "sheet-text":
    "Print this page, cut it, and give each person one. Whoever has an invitation can register with it, so hand them over in closed envelopes, as you would with ballots.",
  "sheet-print": "Print",
  "sheet-save": "Save them as a table",
  "sheet-save-text": "One link in a row, for people with e-mail. Delete the file when all are sent.",
  "sheet-forget-title": "When everybody has an invitation",
  "sheet-forget-text": "Then remove them from this device. They cannot be shown again.",
  "sheet-forget": "Remove the invitations from this device",
  "sheet-forget-sure": "They are printed or saved",
  "sheet-number": "Invitation {i}",
  "sheet-qr": "QR code of invitation {i}",
  "sheet-how":
    "Open the link or scan the code, register before voting begins, and come back to vote. Show it to nobody.",

  // Live
  "live-title": "Watch and steer the vote",
  "live-registered": { one: "{n} person has registered.", other: "{n} people have registered." },
  "live-keys": "Keykeepers",
  "live-keys-none": "The keykeepers are still making the key.",
  "live-keys-ready": "The key is ready. Votes are sealed with it.",
  "live-keys-opened": {
    one: "{n} of {all} has opened its part. {threshold} are needed.",
    other: "{n} of {all} have opened their parts. {threshold} are needed.",
  },
  "live-begins": "It begins in about {time}.",
  "live-ends": "It ends in about {time}.",
  "live-moves": "Steer the vote",
  "live-moves-none": "Nothing can be done any more. This vote runs and is counted by itself.",
  "live-observe": "Results, and how everybody can check them",
  "live-observe-text":
    "Send this link to everybody who wants to watch. After the count, “psephos bundle make” makes the file with which everybody can check everything.",
  "live-voters": "The link for voters",
  "move-open": "Open the vote",
  "move-open-text": "People can vote from now on.",
  "move-resume": "Go on with the vote",
  "move-resume-text": "People can vote again. The end does not move.",
  "move-pause": "Pause the vote",
  "move-pause-text": "Nobody can vote until you go on. The end does not move.",
  "move-end": "End the vote now",
  "move-end-text":
    "Nobody can vote any more, and the votes are opened and counted. You cannot open it again.",
  "move-cancel": "Call the vote off",
  "move-cancel-text": "No vote counts, and there is never a result. You cannot take this back.",
  "move-sure": "I know that this cannot be taken back",
  "move-unsure": "Tick the box: this cannot be taken back",
  "move-back": "Do nothing",
  "move-use": "{move}, with {name}",
  "move-done": "Done. The voting chain hears of it in a moment.",

  // Errors
  "fault-contract":
    "The contract of this voting chain was not found on your wallet’s network. Check the network in your wallet, then try again.",
  "fault-draft":
    "This is not a draft of this page, or it was changed. Choose the file that “Save the draft” made.",
  "fault-fit":
    "The questions do not fit the way of answering. Open “Questions and answers” and correct them.",
  "fault-funds": "The account cannot pay the fee. Put money on it, or use another account.",
  "fault-image": "The picture is too large, or not PNG, JPEG or WebP. Choose another one.",
  "fault-no-keykeepers":
    "This voting chain has no keykeepers. In “Who can see what”, choose votes that are read at once.",
  "fault-no-receipt":
    "The declaration is in no block after ten minutes. Look in your wallet what became of it.",
  "fault-no-registration-time":
    "People register before voting begins. In “When people vote”, choose a date, or open the vote yourself.",
  "fault-no-voters": "Nobody may vote yet. Open “Who may vote”.",
  "fault-node": "The computer’s answer is too large. Tell whoever runs it.",
  "fault-not-yet": "The voting chain does not know this election yet. Wait a minute and try again.",
  "fault-other-chain":
    "This voting chain cannot run the election. Ask whoever runs its computers for the present link for organisers.",
  "fault-other-list":
    "Votes with names need a list of addresses. Choose another list, or make the votes secret.",
  "fault-refused": "The contract refuses it. The reason is in the details below.",
  "fault-reverted":
    "The contract refused it in the block, because something changed meanwhile. Check again, then try again.",
  "fault-rows": "Rows of the list of voters are wrong. Open “Who may vote” to see which.",
  "fault-start-past":
    "The time at which voting should begin is over. Open “When people vote” and choose a later one.",
  "fault-storage": "This browser keeps nothing for this page. Save the draft as a file.",
  "fault-texts": "Some texts are not right:",
  "fault-too-many": "This voting chain takes no list of so many voters.",
  "fault-unchecked": "Check everything again first.",
  "fault-unpublished": "The voting chain’s computers do not have the questions yet. Publish them.",
  "csv-empty": "The list has no voter. Write one line for each voter below the header.",
  "csv-form":
    "The file is not CSV in UTF-8 with commas. In your spreadsheet, save it as “CSV UTF-8 (comma delimited)”.",
  "csv-header":
    "The first line has to be commitment,weight or address,weight (or only the first word). Leave out every other column, names too.",
} as const;
