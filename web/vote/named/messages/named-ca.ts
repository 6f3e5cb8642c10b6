import type { Translation } from "../../../shared/message.js";
import type { en } from "./named-en.js";

export const ca: Translation<typeof en> = {
  "named-who": "Tothom pot veure que el teu compte ha votat, i quan.",
  "named-clear": "Tothom pot veure de seguida què ha votat el teu compte.",
  "named-sealed":
    "El que ha votat el teu compte queda segellat fins que acabi la votació. A partir de llavors tothom ho pot veure, per sempre.",
  "named-needs": "Es vota amb una cartera de criptomonedes que tingui un compte de la llista de votants.",
  "account-title": "El teu compte",
  "account-text":
    "Tria la cartera que té el compte de la llista. Mostra a aquesta pàgina l’adreça del compte. Encara no se signa res.",
  "account-not-listed":
    "Aquest compte no és a la llista de votants d’aquesta elecció. Tria un altre compte a la cartera o pregunta a l’organització.",
  "account-other":
    "La cartera mostra un compte diferent del que has triat al començament. Tria aquell a la cartera i torna-ho a provar.",
  "named-account": "El teu compte",
  "named-keep": "Desa una còpia del meu vot en aquest dispositiu",
  "named-keep-hint":
    "Així després veus aquí què has votat, i el pots tornar a enviar si es talla la connexió. Només si ningú més no fa servir aquest dispositiu.",
  "named-cast": "Signa i emet el meu vot amb {name}",
};
