import { addressBytes, toHex } from "../../bytes/index.js";
import {
  assertWeight,
  type BlindAuthority,
  blindAnswerToJson,
  blindRequestFromJson,
  type Certificate,
  censusRootOf,
  certificateToJson,
  type EcdsaAuthority,
  issueCertificate,
  signBlindRequest,
} from "../../census/index.js";
import { ensureAble } from "../../errors/index.js";
import { scope } from "../../process/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readJson, writeWhole } from "../files.js";
import { assertProcessId } from "../options.js";
import { ISSUED, issue } from "./issued-file.js";
import { AUTHORITY_KEY, readAuthority } from "./key-file.js";

interface SignOptions {
  readonly key: string;
  readonly issued: string;
  readonly out: string;
  readonly address?: string;
  readonly weight?: string;
  readonly contract?: string;
  readonly process?: string;
  readonly request?: string;
  readonly voter?: string;
}

/** Of each kind: the options that it takes, and those that it must be given. */
const TAKEN = {
  ecdsa: { all: ["address", "weight", "contract", "process"], needed: ["address", "contract", "process"] },
  blind: { all: ["request", "voter"], needed: ["request", "voter"] },
} as const;

/** @throws PsephosError `cli/usage` if an option is missing, or is of the other kind of authority */
function ensureOptions(kind: "ecdsa" | "blind", options: SignOptions): void {
  const { needed } = TAKEN[kind];
  const other = TAKEN[kind === "ecdsa" ? "blind" : "ecdsa"].all;
  ensureAble(
    needed.every((name) => options[name] !== undefined) && other.every((name) => options[name] === undefined),
    "cli/usage",
    `the key is of kind ${kind}: it takes ${needed.map((name) => `--${name}`).join(", ")}, and not ${other.map((name) => `--${name}`).join(", ")}`,
  );
}

/** The certificate that the options ask for. @throws PsephosError `bytes/address`, `bytes/hex`, `cli/usage`, `census/weight` */
function certificateOf({ address, weight = "1", contract, process }: SignOptions): Certificate {
  ensureAble(/^[0-9]{1,39}$/.test(weight), "cli/usage", "--weight takes a whole number");
  return {
    scope: scope({
      contract: toHex(addressBytes(contract, "--contract")),
      processId: assertProcessId(process!),
      questionIndex: 0,
    }),
    voter: toHex(addressBytes(address, "--address")),
    weight: assertWeight(BigInt(weight)),
  };
}

function signFor(authority: EcdsaAuthority, options: SignOptions) {
  const certificate = certificateOf(options);
  const { voter, weight } = certificate;
  return issue(
    options.issued,
    { censusRoot: censusRootOf(authority), scope: `${certificate.scope}` },
    { voter, weight: `${weight}` },
    undefined,
    async () => certificateToJson(certificate, issueCertificate(authority.secret, certificate)),
  );
}

async function signBlindly(authority: BlindAuthority, options: SignOptions) {
  const request = blindRequestFromJson(await readJson(options.request!));
  return issue(
    options.issued,
    { censusRoot: censusRootOf(authority) },
    { voter: options.voter! },
    authority.mostVoters,
    async () => blindAnswerToJson(await signBlindRequest(authority.key, request)),
  );
}

export const sign: Leaf = {
  name: "sign",
  description: "certify one voter, and add the voter to the list; each gets one certificate",
  options: [
    AUTHORITY_KEY,
    ISSUED,
    option("--address <address>", "ecdsa: the voter's account"),
    option("--weight <number>", "ecdsa: the voter's weight (default: 1)"),
    option("--contract <address>", "ecdsa: the process contract that created the process"),
    option("--process <id>", "ecdsa: the process"),
    option("--request <file>", "blind: the voter's request"),
    option("--voter <name>", "blind: who the voter is, for the list: you have made sure of it"),
    option("-o, --out <file>", "where to write the certificate or answer (never replaced)", {
      unless: "certificate.json",
    }),
  ],
  notes: `The list is written first. If the certificate is lost after that, there is no second one.
Publish the list when the issuing is over, before the voting starts.`,
  examples: [
    "psephos authority sign --address 0x… --weight 3 --contract 0x… --process 0x… --out anna.json",
    'psephos authority sign --key members.json --voter "member 17" --request request.json --out answer.json --json',
  ],
  async handler({ output }: Context, options: SignOptions): Promise<void> {
    const authority = await readAuthority(options.key);
    ensureOptions(authority.kind, options);
    await ensureFree(options.out);
    const { certificate, issued } = await (authority.kind === "ecdsa"
      ? signFor(authority, options)
      : signBlindly(authority, options));
    await writeWhole(options.out, certificate);
    const most = authority.kind === "blind" ? authority.mostVoters : undefined;
    output.line(`Written to ${options.out}. Send it to the voter.`);
    output.field("issued", most === undefined ? `${issued}` : `${issued} of ${most}`);
    output.field("list", options.issued);
    output.result({
      file: options.out,
      list: options.issued,
      issued,
      ...(most === undefined ? {} : { most }),
    });
  },
};
