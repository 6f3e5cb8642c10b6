/** The words of a part of one's weight in Arabic. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./weight-en.js";

export const ar: Translation<typeof en> = {
  "weight-title": "كم من وزنك تريد أن تستخدم؟",
  "weight-hint": "من 1 إلى {all}. الوزن الذي يملكه كثيرون يخفيك أكثر.",
  "weight-label": "الوزن",
  "weight-wrong": "اكتب عددًا صحيحًا من 1 إلى {all}",
};
