/** The voter's side of an authority that signs blindly. */
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import type { Hex } from "../../bytes/index.js";
import {
  blindAnswerFromJson,
  blindCertificateToJson,
  blindRequestToJson,
  blindSecretFromJson,
  blindSecretToJson,
  finishBlindSignature,
  requestBlindSignature,
} from "../../census/index.js";
import { type Leaf, option } from "../command.js";
import type { Context } from "../context.js";
import { ensureFree, readJson, writeWhole } from "../files.js";
import { FORCE } from "../options.js";

const SECRET_NAME = "blind-secret.json";

interface RequestOptions {
  readonly censusRoot: string;
  readonly out: string;
  readonly secret: string;
  readonly account: string;
}

export const request: Leaf = {
  name: "request",
  description: "for a voter: make a one-time key, and a request that shows nothing of it",
  options: [
    option("--census-root <key>", "the census root of the process", { required: true }),
    option("-o, --out <file>", "the request, for the authority (never replaced)", { unless: "request.json" }),
    option("--secret <file>", "what you need to finish (mode 0600; never replaced)", { unless: SECRET_NAME }),
    option("--account <file>", "the private key that will sign your vote (mode 0600; never replaced)", {
      unless: "one-time.key",
    }),
  ],
  notes: "Send the authority the request alone. Use the one-time key for this vote and nothing else.",
  examples: [
    "psephos authority request --census-root 0x…",
    "psephos authority request --census-root 0x… --json",
  ],
  async handler({ output }: Context, options: RequestOptions): Promise<void> {
    const { censusRoot, out, secret: secretFile, account } = options;
    for (const file of [out, secretFile, account]) await ensureFree(file);
    const key = generatePrivateKey();
    const address = privateKeyToAddress(key).toLowerCase() as Hex;
    const made = await requestBlindSignature(censusRoot, address);
    await writeWhole(account, `${key}\n`, { secret: true });
    await writeWhole(secretFile, blindSecretToJson(made.secret), { secret: true });
    await writeWhole(out, blindRequestToJson(made.request));
    output.line(`Request written to ${out}: send it to the authority, which must know who you are.`);
    output.line(`Keep ${secretFile} and ${account} to yourself: they link the request and your vote.`);
    output.field("one-time address", address);
    output.result({ request: out, secret: secretFile, account, address });
  },
};

interface FinishOptions {
  readonly secret: string;
  readonly answer: string;
  readonly out: string;
  readonly force?: boolean;
}

export const finish: Leaf = {
  name: "finish",
  description: "for a voter: make the certificate from the authority's answer, and check it",
  options: [
    option("--secret <file>", "what `request` wrote for you to keep", { unless: SECRET_NAME }),
    option("--answer <file>", "what the authority sent", { required: true }),
    option("-o, --out <file>", "where to write the certificate", { unless: "certificate.json" }),
    FORCE,
  ],
  notes: "Do not vote at once after the answer: who votes when may tell who asked when.",
  examples: ["psephos authority finish --answer answer.json"],
  async handler({ output }: Context, { secret, answer, out, force }: FinishOptions): Promise<void> {
    const kept = blindSecretFromJson(await readJson(secret, "`psephos authority request` writes it."));
    const certificate = await finishBlindSignature(kept, blindAnswerFromJson(await readJson(answer)));
    await writeWhole(out, blindCertificateToJson(certificate), {
      force,
      secret: true,
      inputs: [secret, answer],
    });
    output.line(`Certificate written to ${out}. The authority signed it and cannot recognise it.`);
    output.field("one-time address", kept.address);
    output.result({ file: out, address: kept.address });
  },
};
