/** The words of votes that wait in Catalan. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./later-en.js";

export const ca: Translation<typeof en> = {
  "offer-title": "Que s’enviï més tard",
  "offer-text":
    "Qui sap quan eres en aquesta pàgina pot buscar un vot que s’hagi enviat en aquell moment. El teu vot acabat pot esperar en aquest dispositiu i sortir en un moment a l’atzar.",
  "offer-go": "Tria quant pot esperar",
  "choose-title": "Quant pot esperar el teu vot?",
  "choose-hint": "S’envia en un moment a l’atzar dins d’aquest temps. Com més llarg, menys diu el moment.",
  within: "Fins a {time}",
  "within-all": "Fins al voltant del {time}, poc abans que es tanqui la votació",
  "within-all-hint": "Quan es tanca la votació és una estimació. La pàgina hi deixa marge.",
  "within-choose": "Tria quant pot esperar el teu vot",
  measuring: "S’està mirant quan es tanca la votació",
  "too-late": "La votació es tanca aviat, o encara no se sap quan. Emet el teu vot ara.",
  "no-end":
    "L’organitzador no ha dit quan es tanca la votació. Si es tanca abans que s’enviï el teu vot, el vot no compta.",
  "come-back":
    "Deixa oberta aquesta pàgina, o torna-la a obrir en aquest dispositiu. Una pàgina tancada no envia res: si el moment passa mentre és tancada, el vot s’envia quan la tornis a obrir.",
  "come-back-sealed":
    "Deixa oberta aquesta pàgina, o torna-la a obrir en aquest dispositiu i escriu la contrasenya. Una pàgina tancada no envia res: si el moment passa mentre és tancada, el vot s’envia quan hagis tornat.",
  "keep-open":
    "Deixa oberta aquesta pàgina. Aquest dispositiu no guarda el teu vot: si tanques la pàgina, el vot es perd i no s’envia mai.",
  preparing: "S’està acabant el teu vot",
  wait: "Que el meu vot esperi",
  "waits-title": "El teu vot espera en aquest dispositiu. Encara no s’ha emès.",
  "waits-lost-title": "El teu vot esperava en aquest dispositiu. No s’ha emès.",
  "waits-until": "S’envia en un moment a l’atzar, com a molt tard el {time}.",
  "waits-paused":
    "La votació està en pausa. El teu vot continua esperant, i s’envia quan la votació continuï.",
  "waits-sending": "S’està enviant el teu vot",
  "send-now": "Envia’l ara",
  withdraw: "Retira’l. No s’envia",
  remove: "Esborra’l",
  "make-again": "Torna’l a fer",
  "stale-list":
    "La llista de votants ha canviat després que fessis el vot, i ara el vot seria rebutjat. Les teves respostes encara són aquí.",
  "stale-changed":
    "L’elecció ha canviat després que fessis el vot, i ara el vot seria rebutjat. Les teves respostes encara són aquí.",
  "stale-over": "La votació s’ha acabat, i el teu vot no s’havia enviat abans. No compta.",
};
