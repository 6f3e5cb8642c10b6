/** Turnout and results in Arabic. */
import type { Translation } from "../../message.js";
import type { en } from "./en.js";

export const ar: Translation<typeof en> = {
  "turnout-title": "المشاركة",
  "turnout-of": {
    zero: "لم يصوّت أحد من {all} ({n}، {share}).",
    one: "صوّت {n} من {all} ({share}).",
    two: "صوّت {n} من {all} ({share}).",
    few: "صوّت {n} من {all} ({share}).",
    many: "صوّت {n} من {all} ({share}).",
    other: "صوّت {n} من {all} ({share}).",
  },
  "turnout-votes": {
    zero: "عدد الأصوات في السجل {n}، ومنها ما غُيِّر لاحقًا.",
    one: "عدد الأصوات في السجل {n}، ومنها ما غُيِّر لاحقًا.",
    two: "عدد الأصوات في السجل {n}، ومنها ما غُيِّر لاحقًا.",
    few: "عدد الأصوات في السجل {n}، ومنها ما غُيِّر لاحقًا.",
    many: "عدد الأصوات في السجل {n}، ومنها ما غُيِّر لاحقًا.",
    other: "عدد الأصوات في السجل {n}، ومنها ما غُيِّر لاحقًا.",
  },
  "results-title": "النتائج",
  "results-signed":
    "وقّع مدقق من سلسلة التصويت على هذه الأرقام. للتحقق من كل صوت بنفسك، افحص حزمة الانتخاب أدناه.",
  "results-answer": "الإجابة",
  "results-votes": "الأصوات",
  "results-points": "النقاط",
  "results-share": "النسبة",
  "results-invalid": "غير صالحة",
};
