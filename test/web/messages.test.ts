import assert from "node:assert/strict";
import { ar as arCheck } from "../../web/check/messages/ar.js";
import { ca as caCheck } from "../../web/check/messages/ca.js";
import { en as enCheck } from "../../web/check/messages/en.js";
import { es as esCheck } from "../../web/check/messages/es.js";
import { ar as arContribute } from "../../web/contribute/messages/ar.js";
import { ca as caContribute } from "../../web/contribute/messages/ca.js";
import { en as enContribute } from "../../web/contribute/messages/en.js";
import { es as esContribute } from "../../web/contribute/messages/es.js";
import { ar as arObserve } from "../../web/observe/messages/ar.js";
import { ca as caObserve } from "../../web/observe/messages/ca.js";
import { en as enObserve } from "../../web/observe/messages/en.js";
import { es as esObserve } from "../../web/observe/messages/es.js";
import { ar as arOrganise } from "../../web/organise/messages/ar.js";
import { ca as caOrganise } from "../../web/organise/messages/ca.js";
import { en as enOrganise } from "../../web/organise/messages/en.js";
import { es as esOrganise } from "../../web/organise/messages/es.js";
import { LANGUAGES, type Language, type Message, type Messages, wordsOf } from "../../web/shared/i18n.js";
import { ar } from "../../web/shared/messages/ar.js";
import { ca } from "../../web/shared/messages/ca.js";
import { en } from "../../web/shared/messages/en.js";
import { es } from "../../web/shared/messages/es.js";
import { ar as arTally } from "../../web/shared/tally/messages/ar.js";
import { ca as caTally } from "../../web/shared/tally/messages/ca.js";
import { en as enTally } from "../../web/shared/tally/messages/en.js";
import { es as esTally } from "../../web/shared/tally/messages/es.js";
import { ar as arCode } from "../../web/vote/code/messages/code-ar.js";
import { ca as caCode } from "../../web/vote/code/messages/code-ca.js";
import { en as enCode } from "../../web/vote/code/messages/code-en.js";
import { es as esCode } from "../../web/vote/code/messages/code-es.js";
import { ar as arFile } from "../../web/vote/file/messages/file-ar.js";
import { ca as caFile } from "../../web/vote/file/messages/file-ca.js";
import { en as enFile } from "../../web/vote/file/messages/file-en.js";
import { es as esFile } from "../../web/vote/file/messages/file-es.js";
import { ar as arLater } from "../../web/vote/later/messages/later-ar.js";
import { ca as caLater } from "../../web/vote/later/messages/later-ca.js";
import { en as enLater } from "../../web/vote/later/messages/later-en.js";
import { es as esLater } from "../../web/vote/later/messages/later-es.js";
import { ar as arNamed } from "../../web/vote/named/messages/named-ar.js";
import { ca as caNamed } from "../../web/vote/named/messages/named-ca.js";
import { en as enNamed } from "../../web/vote/named/messages/named-en.js";
import { es as esNamed } from "../../web/vote/named/messages/named-es.js";
import { ar as arNetwork } from "../../web/vote/network/messages/network-ar.js";
import { ca as caNetwork } from "../../web/vote/network/messages/network-ca.js";
import { en as enNetwork } from "../../web/vote/network/messages/network-en.js";
import { es as esNetwork } from "../../web/vote/network/messages/network-es.js";
import { ar as arWeight } from "../../web/vote/weight/messages/weight-ar.js";
import { ca as caWeight } from "../../web/vote/weight/messages/weight-ca.js";
import { en as enWeight } from "../../web/vote/weight/messages/weight-en.js";
import { es as esWeight } from "../../web/vote/weight/messages/weight-es.js";

type Sets = Readonly<Record<Language, Readonly<Record<string, Message>>>>;
const ALL: Readonly<Record<Language, Messages>> = { en, ca, es, ar };
/** The messages that all pages have, and a page's own. */
const SETS: Readonly<Record<string, Sets>> = {
  shared: ALL,
  check: { en: enCheck, ca: caCheck, es: esCheck, ar: arCheck },
  contribute: { en: enContribute, ca: caContribute, es: esContribute, ar: arContribute },
  observe: { en: enObserve, ca: caObserve, es: esObserve, ar: arObserve },
  tally: { en: enTally, ca: caTally, es: esTally, ar: arTally },
  named: { en: enNamed, ca: caNamed, es: esNamed, ar: arNamed },
  code: { en: enCode, ca: caCode, es: esCode, ar: arCode },
  file: { en: enFile, ca: caFile, es: esFile, ar: arFile },
  later: { en: enLater, ca: caLater, es: esLater, ar: arLater },
  network: { en: enNetwork, ca: caNetwork, es: esNetwork, ar: arNetwork },
  weight: { en: enWeight, ca: caWeight, es: esWeight, ar: arWeight },
  organise: { en: enOrganise, ca: caOrganise, es: esOrganise, ar: arOrganise },
};
const sentences = (message: Message): string[] =>
  typeof message === "string" ? [message] : Object.values(message);
const names = (message: Message): string[] =>
  [...new Set(sentences(message).flatMap((one) => one.match(/\{\w+\}/g) ?? []))].sort();

describe("pages: messages", () => {
  for (const [set, all] of Object.entries(SETS))
    describe(set, () => {
      it("have the same keys and the same values in every language", () => {
        for (const [language, messages] of Object.entries(all)) {
          assert.deepEqual(Object.keys(messages).sort(), Object.keys(all.en).sort(), language);
          for (const [key, message] of Object.entries(messages)) {
            assert.deepEqual(names(message), names(all.en[key]!), `${language}: ${key}`);
            for (const sentence of sentences(message)) assert.match(sentence, /\S/, `${language}: ${key}`);
          }
        }
      });

      it("are translated: no sentence of another language is the English one", () => {
        const same = new Set(["reload", "petition-sign", "add-megabytes"]);
        for (const [language, messages] of Object.entries(all).filter(([tag]) => tag !== "en"))
          for (const [key, message] of Object.entries(messages))
            if (!same.has(key)) assert.notDeepEqual(message, all.en[key], `${language}: ${key}`);
      });

      it("have a sentence for each plural that a language's small numbers take", () => {
        for (const [language, messages] of Object.entries(all)) {
          const rules = new Intl.PluralRules(language);
          const needed = new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)));
          for (const [key, message] of Object.entries(messages))
            if (typeof message !== "string")
              for (const category of needed)
                assert.ok(message[category] !== undefined, `${language}: ${key} has no ${category}`);
        }
      });
    });

  it("of one page take the place of no shared one", () => {
    for (const own of [enContribute, enOrganise])
      for (const key of Object.keys(own)) assert.ok(!Object.hasOwn(en, key), key);
  });

  it("put in numbers in the reader's way, and strangers' text as it is", () => {
    const words = wordsOf("en", en);
    assert.equal(words.t("turnout", { n: 1 }), "1 person has voted so far.");
    assert.equal(words.t("turnout", { n: 12_345 }), "12,345 people have voted so far.");
    assert.equal(words.t("wallet-use", { name: "{name} $& <b>" }), "Use {name} $& <b>");
    assert.equal(wordsOf("ca", ca).number(12_345), "12.345");
    assert.equal(words.duration(125_000), "2 minutes");
    assert.equal(wordsOf("es", es).duration(7_200_000), "2 horas");
    assert.deepEqual(
      (Object.keys(LANGUAGES) as Language[]).map((tag) => wordsOf(tag, ALL[tag]).direction),
      ["ltr", "ltr", "ltr", "rtl"],
    );
  });
});
