/** The words of codes that are made or registered here in Catalan. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./code-en.js";

export const ca: Translation<typeof en> = {
  "register-title": "Inscriu-te",
  "register-text":
    "La cartera signa que el teu codi ha de ser a la llista. Tothom pot veure que aquest compte s’ha inscrit. Ningú no pot veure quin vot és seu.",
  "register-wallet": "Inscriu-me amb {name}",
  "register-invite-text":
    "La teva invitació posa el teu codi a la llista. Tothom pot veure que aquesta invitació s’ha fet servir. Ningú no pot veure quin vot en surt, ni tan sols qui organitza.",
  "register-invite": "Inscriu-me amb la meva invitació",
  "register-working": "S’espera que la teva inscripció quedi registrada",
  "registered-title": "Ja tens la inscripció feta",
  "registered-nodes": {
    one: "Ho diu {n} dels {all} ordinadors de l’elecció consultats. Quan comenci la votació, aquesta pàgina ho comprova a la llista sencera.",
    other:
      "Ho diuen {n} dels {all} ordinadors de l’elecció consultats. Quan comenci la votació, aquesta pàgina ho comprova a la llista sencera.",
  },
  "registered-text":
    "Torna amb aquest enllaç quan comenci la votació. Necessitaràs aquest dispositiu o el teu fitxer de recuperació.",
  "new-title": "Desa el teu fitxer de recuperació",
  "new-text":
    "Aquesta pàgina t’ha creat un codi secret. El fitxer el conté. Amb el fitxer pots votar des d’un altre dispositiu, o quan aquest navegador l’hagi oblidat. Sense ell ningú no pot recuperar el teu vot.",
  "new-keep": "No ensenyis el fitxer a ningú: qui el tingui pot votar en lloc teu i veure què has votat.",
  "new-download": "Desa el fitxer de recuperació",
  "new-saved": "He desat el fitxer",
  "new-unsaved": "Primer desa el fitxer i després marca la casella",
  "wallet-title": "La teva cartera",
  "wallet-text":
    "La cartera et demanarà que signis dues vegades el mateix missatge. No es paga res. Qui tingui aquestes signatures pot votar en lloc teu: signa-les només aquí.",
};
