/** The words of a part of one's weight in English. The other languages have the same keys. */
export const en = {
  "weight-title": "How much of your weight do you want to use?",
  "weight-hint": "From 1 to {all}. A weight that many people have hides you better.",
  "weight-label": "Weight",
  "weight-wrong": "Write a whole number from 1 to {all}",
} as const;
