import type { Translation } from "../../../shared/message.js";
import type { en } from "./named-en.js";

export const es: Translation<typeof en> = {
  "named-who": "Todo el mundo puede ver que tu cuenta ha votado, y cuándo.",
  "named-clear": "Todo el mundo puede ver enseguida qué ha votado tu cuenta.",
  "named-sealed":
    "Lo que ha votado tu cuenta queda sellado hasta que acabe la votación. Desde entonces todo el mundo puede verlo, para siempre.",
  "named-needs": "Se vota con un monedero de criptomonedas que tenga una cuenta de la lista de votantes.",
  "account-title": "Tu cuenta",
  "account-text":
    "Elige el monedero que tiene la cuenta de la lista. Muestra a esta página la dirección de la cuenta. Todavía no se firma nada.",
  "account-not-listed":
    "Esta cuenta no está en la lista de votantes de esta elección. Elige otra cuenta en tu monedero o pregunta a la organización.",
  "account-other":
    "Tu monedero muestra otra cuenta que la que elegiste al principio. Elige aquella en el monedero y prueba otra vez.",
  "named-account": "Tu cuenta",
  "named-keep": "Guardar una copia de mi voto en este dispositivo",
  "named-keep-hint":
    "Así ves aquí después qué votaste, y puedes enviarlo otra vez si se corta la conexión. Solo si nadie más usa este dispositivo.",
  "named-cast": "Firmar y emitir mi voto con {name}",
};
