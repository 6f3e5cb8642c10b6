/** The option of every command that proves or checks under the key that a process names. */
export const INSECURE = [
  "--insecure",
  "take a development or rehearsal key, under which votes can be forged; for tests only",
] as const;
