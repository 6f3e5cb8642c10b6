/** The observer's page in Catalan. */
import type { en } from "./en.js";

export const ca = {
  "observe-title": "Observa una elecció",
  "results-later": "Encara no hi ha resultats. Els vots es compten quan s’acaba la votació.",
  "who-title": "Qui ha fet què",
  "who-keykeepers": {
    one: "{n} guardià segella els vots; n’hi ha prou amb {threshold} per obrir-los al final.",
    other: "{n} guardians segellen els vots; n’hi ha prou amb {threshold} per obrir-los al final.",
  },
  "who-revealed": "ha obert la seva part.",
  "who-waiting": "no ha obert la seva part.",
  "who-contract": "Contracte",
  "who-evm": "Xarxa del contracte",
  "who-key": "Clau de les proves",
  "who-node": "Ordinador preguntat",
  "who-signed": "Signat per",
  "audit-title": "Comprova-ho tot tu",
  "audit-text":
    "Un paquet és un fitxer amb tota l’elecció. Es comprova en aquest dispositiu, vot per vot. No s’envia res.",
  "audit-bundle": "Tria el paquet",
  "audit-bundle-hint": "El publica l’organització. Acaba en .zip.",
  "audit-receipt": "Un justificant, si vols veure que el teu vot es va comptar",
  "audit-trial": "Era un assaig",
  "audit-trial-hint": "Accepta claus públiques, amb què qualsevol pot falsificar vots.",
  "audit-missing": "Tria el fitxer del paquet",
  "audit-go": "Comprova el paquet",
  "audit-working": "Es comprova cada vot",
  "audit-good": "No hi ha res malament",
  "audit-bad": "Hi ha alguna cosa malament. No creguis aquest resultat.",
  "audit-believed":
    "Aquesta pàgina no sap quina cadena de votació cal esperar. Compara’n el número amb el que va publicar l’organització.",
  "audit-ok": "correcte",
  "audit-wrong": "malament",
  "audit-unchecked": "sense comprovar",
  "audit-receipt-missing": "Tria el fitxer del justificant",
  "who-process": "Elecció",
  "who-chain": "Cadena de votació",
} as const satisfies Readonly<Record<keyof typeof en, unknown>>;
