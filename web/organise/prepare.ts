/** Makes the files of a declaration from a draft, and checks them before anything is declared: by the library's own checks, the ones that commands and nodes use. */
import { censusOfDeclaration, SMALL_ANONYMITY_SET } from "../../src/census/index.js";
import { ensure, Refusal } from "../../src/errors/index.js";
import { checkRunnable } from "../../src/ledger/index.js";
import {
  checkDeclaration,
  checkDeclaredMetadata,
  DocumentError,
  encodeMetadata,
  encodeParams,
  PARAMS_RULES,
  type ProcessMetadata,
  type ProcessParams,
  paramsVerdict,
} from "../../src/process/index.js";
import { errorShown } from "../shared/rpc.js";
import { chainNow, checkNodes, type OpenChain } from "./chain.js";
import type {} from "./codes.js";
import {
  CHECKS,
  type CheckName,
  type CheckShown,
  type Doubt,
  type Prepared,
  type RuleShown,
} from "./desk-types.js";
import { type DeclaredCensus, metadataOf, paramsOf, paramsToJson, uriAt } from "./documents.js";
import type { Draft } from "./draft.js";
import { checkImage, imageBytes } from "./image.js";
import { censusOf, listShown, votersOf } from "./voters.js";

/** Rules of a declaration that a draft of this page can break: it makes trees of voters, and never names a token. */
const OF_TOKENS = /^(?:Evm|Token|Snapshot|BalancePosition)/;

/** Minutes below which a vote, or a registration, may be too short for people. */
const SHORT = 60;

/** Runs checks one after another; one that needs another's result is left out if that failed. */
class CheckList {
  readonly #done = new Map<CheckName, CheckShown>();

  async run<T>(name: CheckName, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      this.#done.set(name, { name, state: "right" });
      return result;
    } catch (error) {
      const faults = error instanceof DocumentError ? error.problems : undefined;
      this.#done.set(name, { name, state: "wrong", error: errorShown(error), faults });
      return undefined;
    }
  }

  get shown(): readonly CheckShown[] {
    return CHECKS.map((name) => this.#done.get(name) ?? { name, state: "unchecked" as const });
  }
}

/** Each rule of the contract by itself: the first that is broken is known, and the later ones are not tried. */
function rulesOf(params: ProcessParams | undefined): readonly RuleShown[] {
  const rules = PARAMS_RULES.filter((rule) => !OF_TOKENS.test(rule));
  if (!params) return rules.map((rule) => ({ rule, state: "unchecked" }));
  const verdict = paramsVerdict(encodeParams(params));
  const broken = verdict === "ok" ? PARAMS_RULES.length : PARAMS_RULES.indexOf(verdict);
  return rules.map((rule) => {
    const place = PARAMS_RULES.indexOf(rule);
    return { rule, state: place < broken ? "right" : place === broken ? "wrong" : "unchecked" };
  });
}

/** Milliseconds from now until voting begins; undefined if the organiser opens it. */
function untilStart({ start }: Draft): number | undefined {
  if (start.kind === "by-hand") return undefined;
  return start.kind === "at" ? new Date(start.at).getTime() - Date.now() : 0;
}

function checkStart(draft: Draft, registration: boolean): void {
  const left = untilStart(draft);
  ensure(
    draft.start.kind !== "at" || left! > 0,
    "organise/start-past",
    "voting would begin at a time that is over",
  );
  if (registration && draft.start.kind === "soon")
    throw new Refusal(
      "organise/no-registration-time",
      "registration ends when voting begins, and voting would begin at once",
    );
}

function doubtsOf(
  draft: Draft,
  census: DeclaredCensus | undefined,
  list: ReturnType<typeof listShown> | undefined,
) {
  const left = untilStart(draft);
  const few = draft.anonymous && list !== undefined && list.voters < SMALL_ANONYMITY_SET;
  const found: [Doubt, boolean][] = [
    ["few-voters", few],
    ["rare-weight", !few && draft.anonymous && list !== undefined && list.fewest < SMALL_ANONYMITY_SET],
    ["by-name", !draft.anonymous],
    ["open-votes", !draft.sealed],
    ["no-way-back", !draft.interruptible],
    ["short", draft.minutes < SHORT],
    ["short-registration", census?.registration === true && left !== undefined && left < SHORT * 60_000],
  ];
  return found.filter(([, doubtful]) => doubtful).map(([doubt]) => doubt);
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/**
 * @param pages the content URI of the manifest of the pages that voters are sent to
 * @returns what to show, and the files for the nodes, if they could be made
 */
export async function prepare(
  draft: Draft,
  chain: OpenChain,
  pages: string | undefined,
): Promise<{ prepared: Prepared; published: readonly Uint8Array[] | undefined }> {
  const checks = new CheckList();
  const { nodes } = chain.link;
  const { genesis } = chain;
  const now = await chainNow(chain);
  const image = await checks.run("image", () => {
    const bytes = draft.image && imageBytes(draft.image);
    if (bytes) checkImage(bytes);
    return bytes;
  });
  const document: ProcessMetadata = metadataOf(draft, image && uriAt(nodes, image), pages);
  const metadata = await checks.run("texts", () => encodeMetadata(document));
  const list = await checks.run("voters", () => votersOf(draft.voters));
  const census = list && (await checks.run("voters", () => censusOf(draft, list, genesis.censusKeys)));
  let params: ProcessParams | undefined;
  if (metadata && census) {
    const named = { metadata: uriAt(nodes, metadata), censusUri: uriAt(nodes, census.file) };
    const made = paramsOf(draft, { ...named, questions: document, census, now });
    params = made;
    await checks.run("fit", () => checkDeclaredMetadata(made, metadata));
    await checks.run("rules", () => checkDeclaration(made));
    await checks.run("keys", () => checkRunnable(genesis, genesis.lists, made));
    await checks.run("files", () => censusOfDeclaration(census.file, made).rebuildInBulk());
  }
  await checks.run("start", () => checkStart(draft, census?.registration === true));
  await checks.run("nodes", () => checkNodes(chain));
  const shown = checks.shown;
  const ready = shown.every(({ state }) => state === "right");
  const published = metadata && census ? [metadata, census.file, ...(image ? [image] : [])] : undefined;
  const prepared: Prepared = {
    checks: shown,
    rules: rulesOf(params),
    doubts: [
      ...doubtsOf(draft, census, list && listShown(list)),
      ...(pages === undefined ? ["no-pages" as const] : []),
    ],
    params: ready ? params : undefined,
    voters: list?.entries.length ?? 0,
    files: [
      ...(metadata ? [{ name: "metadata.json", bytes: metadata }] : []),
      ...(census ? [{ name: "census.psc", bytes: census.file }] : []),
      ...(params ? [{ name: "params.json", bytes: text(paramsToJson(params)) }] : []),
      ...(draft.image && image ? [{ name: draft.image.name, bytes: image }] : []),
    ],
  };
  return { prepared, published };
}
