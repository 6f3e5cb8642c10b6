/** The page that checks receipts in Catalan. */
import type { en } from "./en.js";

export const ca = {
  "check-title": "Comprova un justificant",
  "check-text":
    "Un justificant demostra que un vot està registrat. Es comprova en aquest dispositiu, amb el document fundacional de la cadena de votació.",
  "check-label": "Tria el fitxer del justificant",
  "check-link-text":
    "Aquest enllaç anomena un vot registrat. El justificant es demana als ordinadors de l’elecció i es comprova en aquest dispositiu.",
  "check-relayed":
    "Es demana a través de {relay}: els ordinadors de l’elecció no veuen la teva adreça d’internet.",
  "check-relay-down":
    "L’intermediari d’aquest enllaç no respon, o la seva resposta no és correcta. Els ordinadors de l’elecció no han vist la teva adreça d’internet.",
  "check-direct-title": "O continua sense intermediari",
  "check-direct-text":
    "Llavors {node} veu la teva adreça d’internet i per quin vot preguntes. Qui sap de qui és l’adreça pot saber de qui pot ser el vot.",
  "check-direct": "Continua sense intermediari",
  "check-node-label": "Adreça d’un ordinador de la cadena de votació",
  "check-node-hint":
    "La publica l’organització. Comença per https:// L’ordinador veu la teva adreça d’internet i quin vot comproves.",
  "check-node-wrong": "Escriu una adreça que comenci per https://",
  "check-go": "Comprova",
  "check-working": "Es comprova",
  "check-good-title": "El justificant és correcte",
  "check-replaced": "Continua al registre. En lloc seu compta un vot posterior de la mateixa persona.",
  "check-present": "El vot és al registre d’aquesta elecció, i compta.",
  "check-index": "Número al registre",
  "check-height": "Bloc",
  "check-believed":
    "Aquesta pàgina no sabia quina cadena de votació calia esperar i ha cregut l’ordinador. Compara aquest número amb el que va publicar l’organització:",
  "check-bad-title": "El justificant no és correcte",
  "check-gone":
    "La cadena no té aquest vot en aquest lloc. Això no ha de passar: conserva el justificant i avisa l’organització i el públic.",
  "check-another": "Comprova un altre justificant",
  "check-process": "Elecció",
  "check-chain": "Cadena de votació",
  "check-signed": "Signat per",
  "check-signed-all": "{signers} dels {validators} ordinadors que acorden la cadena de votació, bloc {block}",
  "check-signed-one": "un ordinador de la cadena de votació",
  "check-alone":
    "Diversos ordinadors acorden aquesta cadena de votació, i només un ha signat aquest justificant. Un de sol es pot equivocar: torna a enviar el fitxer del vot per obtenir el justificant que han signat més de dos terços.",
} as const satisfies Readonly<Record<keyof typeof en, unknown>>;
