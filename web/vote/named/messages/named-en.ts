/** Words for elections in which votes have names. */
import type { Message } from "../../../shared/message.js";

export const en = {
  "named-who": "Everybody can see that your account has voted, and when.",
  "named-clear": "Everybody can see at once how your account voted.",
  "named-sealed":
    "How your account voted stays sealed until voting ends. From then on everybody can see it, for ever.",
  "named-needs": "You vote with a crypto wallet whose account is on the list of voters.",
  "account-title": "Your account",
  "account-text":
    "Choose the wallet that has the account on the list. It shows this page the account’s address. Nothing is signed yet.",
  "account-not-listed":
    "This account is not on the list of voters of this election. Choose another account in your wallet, or ask the organiser.",
  "account-other":
    "Your wallet shows another account than the one that you began with. Choose that one in your wallet, and try again.",
  "named-account": "Your account",
  "named-keep": "Keep a copy of my vote on this device",
  "named-keep-hint":
    "Then you see here later what you voted, and can send it again if the connection breaks. Only if nobody else uses this device.",
  "named-cast": "Sign and cast my vote with {name}",
} satisfies Record<string, Message>;
