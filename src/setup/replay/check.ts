/** What a replay checks, and what it finds: data, one entry for each check. The command line and the pages write the sentences. */

/** The two halves of a setup. */
export type SetupPhase = "powers of tau" | "key";

/** A contribution or a beacon of a phase. */
export interface CheckSubjects {
  contribution: {
    readonly phase: SetupPhase;
    /** From 1. */
    readonly position: number;
    /** Chosen by a stranger: escape it before it is shown. */
    readonly name: string | null;
  };
  beacon: { readonly phase: SetupPhase; readonly source: string | null };
}

/** Each kind of check, with what it has found where it is right. */
export interface CheckFindings {
  /** The circuit's sources have the named hashes. */
  sources: { readonly files: number };
  /** Compiled again, by this version of circom2, the sources give the named `.r1cs`. */
  "compiled-circuit": { readonly circom: string };
  /** Compiled again, the sources give the named witness programs. */
  "compiled-programs": { readonly programs: readonly WitnessProgram[] };
  /** The published witness programs are the named ones. */
  programs: { readonly programs: readonly WitnessProgram[] };
  /** The published `.r1cs` is the named one. */
  circuit: { readonly constraints: number };
  /** The file of powers of tau is the named one: a public ceremony's published file, or this ceremony's own (`null`). */
  "powers-file": { readonly published: string | null };
  /** Every point of the powers, 2^`power` of them, follows from the contributions. */
  "powers-points": { readonly power: number };
  /** One contribution is in the file, and its signature, if there is one, is its contributor's. */
  contribution: { readonly hash: string; readonly signedBy: string | null };
  /** A development key, made again from its public seed, is the named one. */
  "remade-key": { readonly keyKind: string };
  /** The published `.zkey` is the named one. */
  "key-file": object;
  /** Every point of the key follows from circuit, powers and contributions. */
  "key-points": object;
  /** The published `.pkey` is the `.zkey`, made compact. */
  "compact-key": object;
  /** The transcript says which kind the key is. */
  "key-kind": { readonly keyKind: string };
  /** A beacon's value is that of its source, or it is in a public ceremony's published file. */
  beacon: { readonly hash: string; readonly published: string | null };
  /** The published verification key is the key's. */
  "verification-key": object;
  /** The published source of the verifier contract is the key's. */
  "contract-source": { readonly contract: string };
  /** Compiled by this version of solc, the source gives the named code. */
  "contract-code": { readonly solc: string };
  /** The code on chain, at this address, is the contract's. */
  "deployed-code": { readonly address: string };
  /** The page for people says the same as the transcript. */
  page: object;
}

export type WitnessProgram = "wasm" | "pwit";
export type CheckKind = keyof CheckFindings;

type Subject<Kind extends CheckKind> = {
  readonly kind: Kind;
  /** By which it is waived: several checks may share one. */
  readonly id: string;
} & (Kind extends keyof CheckSubjects ? CheckSubjects[Kind] : object);

type Every<Of extends { [Kind in CheckKind]: unknown }> = Of[CheckKind];

/** A check to be made. `run` resolves to what was found right, and throws a PsephosError for what is not. */
export type Check = Every<{
  [Kind in CheckKind]: Subject<Kind> & { run(): Promise<CheckFindings[Kind]> };
}>;

/**
 * `not checked`: it could not be done here, which fails the replay unless it is waived; `not asked`: it is about something
 * that only the caller can name; `not reached`: a link before it is broken.
 */
export type CheckStatus = "right" | "broken" | "not checked" | "waived" | "not asked" | "not reached";

/** The outcome of a check that is not right. */
interface Undone {
  readonly status: Exclude<CheckStatus, "right">;
  /** The broken rule's code, or why it could not be checked, and the error's message; of one that is not reached neither. */
  readonly code?: string;
  readonly message?: string;
}

/** A check and its outcome. */
export type ReplayCheck = Every<{
  [Kind in CheckKind]: Subject<Kind> &
    (
      | ({ readonly status: "right"; readonly found: CheckFindings[Kind] } & Partial<
          Record<"code" | "message", undefined>
        >)
      | Undone
    );
}>;

export interface ReplayReport {
  /** The transcript's statement; only a whole replay shows that it is true. */
  readonly keyKind: string;
  /** Whether every check is right, waived or not asked. */
  readonly whole: boolean;
  readonly checks: readonly ReplayCheck[];
  /** The first broken link. */
  readonly broken: (ReplayCheck & Undone) | undefined;
}
