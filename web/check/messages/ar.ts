/** The page that checks receipts in Arabic. */
import type { en } from "./en.js";

export const ar = {
  "check-title": "التحقق من إيصال",
  "check-text": "يُثبت الإيصال أن صوتًا قد سُجِّل. يُتحقق منه على هذا الجهاز بالوثيقة التأسيسية لسلسلة التصويت.",
  "check-label": "اختر ملف الإيصال",
  "check-link-text": "يسمّي هذا الرابط صوتًا مسجَّلًا. يُطلب إيصاله من حواسيب الانتخاب ويُتحقق منه على هذا الجهاز.",
  "check-node-label": "عنوان حاسوب من سلسلة التصويت",
  "check-node-hint": "تنشره الجهة المنظِّمة. يبدأ بـ ‎https://‎",
  "check-node-wrong": "اكتب عنوانًا يبدأ بـ ‎https://‎",
  "check-go": "تحقق",
  "check-working": "يجري التحقق",
  "check-good-title": "الإيصال صحيح",
  "check-replaced": "ما زال في السجل. ويُحتسب بدلًا منه صوت لاحق للمصوّت نفسه.",
  "check-present": "الصوت في سجل هذا الانتخاب، وهو محتسَب.",
  "check-index": "الرقم في السجل",
  "check-height": "الكتلة",
  "check-believed":
    "لم تكن هذه الصفحة تعرف أي سلسلة تصويت تتوقع فصدّقت الحاسوب. قارن هذا الرقم بالرقم الذي نشرته الجهة المنظِّمة:",
  "check-bad-title": "الإيصال غير صحيح",
  "check-gone":
    "ليس هذا الصوت في السلسلة في هذا المكان. وهذا لا ينبغي أن يحدث: احتفظ بالإيصال وأخبر الجهة المنظِّمة والناس.",
  "check-another": "التحقق من إيصال آخر",
  "check-process": "الانتخاب",
  "check-chain": "سلسلة التصويت",
} as const satisfies Readonly<Record<keyof typeof en, unknown>>;
