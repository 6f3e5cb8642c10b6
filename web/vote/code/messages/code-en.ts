/** The words of codes that are made or registered here in English. The other languages have the same keys. */
export const en = {
  "register-title": "Register",
  "register-text":
    "Your wallet signs that your code belongs on the list. Everybody can see that this account has registered. Nobody can see which vote comes from it.",
  "register-wallet": "Register with {name}",
  "register-invite-text":
    "Your invitation takes your code to the list. Everybody can see that this invitation was used. Nobody can see which vote comes from it, not even the organiser.",
  "register-invite": "Register with my invitation",
  "register-working": "Waiting until your registration is recorded",
  "registered-title": "You are registered",
  "registered-nodes": {
    one: "{n} of the {all} computers of the election that were asked says so. When voting begins, this page checks it in the whole list.",
    other:
      "{n} of the {all} computers of the election that were asked say so. When voting begins, this page checks it in the whole list.",
  },
  "registered-text":
    "Come back with this link when voting has begun. You need this device or your recovery file.",
  "new-title": "Save your recovery file",
  "new-text":
    "This page has made a secret code for you. The file holds it. With the file you can vote from another device, or after this browser has forgotten it. Without it nobody can restore your vote.",
  "new-keep": "Show the file to nobody: whoever has it can vote in your place and see how you voted.",
  "new-download": "Save the recovery file",
  "new-saved": "I have saved the file",
  "new-unsaved": "Save the file first, then tick the box",
  "wallet-title": "Your wallet",
  "wallet-text":
    "Your wallet will ask you to sign the same message twice. Nothing is paid. Whoever has these signatures can vote in your place, so sign them only here.",
} as const;
