/** The settings of a run: the defaults, then the file, then the environment, then the flags. The later source wins. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ErrorObject } from "ajv";
import { Refusal } from "psephos";
import {
  flagOf,
  SETTING_NAMES,
  SETTINGS,
  SETTINGS_SCHEMA,
  type SettingName,
  type Settings,
  variableOf,
} from "./settings.js";

/** Where values come from. */
export interface SettingsSources {
  /** Values of flags, as text; lists are several texts. */
  readonly flags?: Readonly<Partial<Record<SettingName, unknown>>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** A file of settings; `config.json` of the home if left out, which may be missing. */
  readonly file?: string | undefined;
}

/** The file in the home. */
export const SETTINGS_FILE = "config.json";

const validate = new Ajv({ allErrors: true, strict: true }).compile(SETTINGS_SCHEMA);

const HINT = "`psephos-node config --schema` prints what each setting takes.";

/** Text of a flag or a variable as its setting's type; text that is not of the type stays, and is refused with the rest. */
function fromText(name: SettingName, text: unknown): unknown {
  const { type } = SETTINGS[name];
  if (type === "array") {
    const texts = Array.isArray(text) ? text : String(text).split(",");
    return texts.map((one) => String(one).trim()).filter((one) => one !== "");
  }
  if (typeof text !== "string") return text;
  if (type === "integer" && /^(0|[1-9][0-9]{0,9})$/.test(text)) return Number(text);
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

const textsOf = (source: Readonly<Record<string, unknown>>, keyOf: (name: SettingName) => string) =>
  Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const text = source[keyOf(name)];
      return text === undefined ? [] : [[name, fromText(name, text)]];
    }),
  );

/** What is wrong, without the value: an endpoint may have an access key. */
function problem({ instancePath, keyword, message, params }: ErrorObject): string {
  if (keyword === "additionalProperties") return `there is no setting ${params.additionalProperty}`;
  const name = instancePath.split("/")[1];
  return name === undefined ? `the settings ${message}` : `${name} ${message}`;
}

function checked(values: Record<string, unknown>, source: string): Partial<Settings> {
  if (!validate(values))
    throw new Refusal("node/settings", `${source}: ${validate.errors!.map(problem).join("; ")}`, {
      hint: HINT,
    });
  return values as Partial<Settings>;
}

function readFile(path: string, mayMiss: boolean): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    if (mayMiss && (cause as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Refusal("node/settings", `the file of settings ${path} cannot be read`, { cause, hint: HINT });
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch {
    throw new Refusal("node/settings", `the file of settings ${path} is not JSON`, { hint: HINT });
  }
  if (typeof values !== "object" || values === null || Array.isArray(values))
    throw new Refusal("node/settings", `the file of settings ${path} is not one JSON object`, { hint: HINT });
  return values as Record<string, unknown>;
}

const DEFAULTS = Object.fromEntries(
  SETTING_NAMES.map((name) => [name, SETTINGS[name].default]),
) as unknown as Settings;

/** @throws PsephosError `node/settings`, which names the source and the setting, and never a value */
export function loadSettings({ flags = {}, environment = {}, file }: SettingsSources): Settings {
  const fromFlags = checked(
    textsOf(flags, (name) => name),
    "the flags",
  );
  const fromEnvironment = checked(textsOf(environment, variableOf), "the environment");
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith("PSEPHOS_NODE_") && !SETTING_NAMES.some((one) => variableOf(one) === name),
  );
  if (unknown.length > 0)
    throw new Refusal("node/settings", `the environment: there is no setting ${unknown.join(", ")}`, {
      hint: HINT,
    });
  const home = fromFlags.home ?? fromEnvironment.home ?? DEFAULTS.home;
  const path = file ?? join(home, SETTINGS_FILE);
  const fromFile = checked(readFile(path, file === undefined), path);
  return { ...DEFAULTS, ...fromFile, ...fromEnvironment, ...fromFlags };
}

/** The settings as they may be shown: endpoints without their paths, which may have access keys. */
export const shownSettings = (settings: Settings): Settings => ({
  ...settings,
  endpoints: settings.endpoints.map(hostOf),
});

/** A line for each setting: its flag, its variable, its value and what it is for. */
export function explainSettings(settings: Settings): string[] {
  const shown = shownSettings(settings);
  return SETTING_NAMES.map((name) => {
    return `${flagOf(name)} (${variableOf(name)}) = ${JSON.stringify(shown[name])}\n    ${SETTINGS[name].description}`;
  });
}

/** An endpoint without what may be secret in it. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "(not a URL)";
  }
}
