/** The words of votes in files in Arabic. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./file-en.js";

export const ar: Translation<typeof en> = {
  "send-file-title": "إرسال صوت محفوظ في ملف",
  "send-file-label": "اختر الملف",
  "send-file-hint": "حفظته هذه الصفحة أو برنامج psephos.",
  "send-file-missing": "اختر ملف الصوت",
  "saved-title": "صوتك محفوظ في ملف",
  "saved-text":
    "لم يُدلَ به بعد. افتح هذا الرابط على جهاز آخر، واختر «إرسال صوت حفظته في ملف»، وأرسله قبل أن ينتهي التصويت.",
};
