/** The words of codes that are made or registered here in Spanish. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./code-en.js";

export const es: Translation<typeof en> = {
  "register-title": "Inscríbete",
  "register-text":
    "Tu monedero firma que tu código debe estar en la lista. Todo el mundo puede ver que esta cuenta se ha inscrito. Nadie puede ver qué voto es suyo.",
  "register-wallet": "Inscribirme con {name}",
  "register-invite-text":
    "Tu invitación pone tu código en la lista. Todo el mundo puede ver que esta invitación se ha usado. Nadie puede ver qué voto sale de ella, ni siquiera quien organiza.",
  "register-invite": "Inscribirme con mi invitación",
  "register-working": "Esperando a que tu inscripción quede registrada",
  "registered-title": "Ya estás inscrito",
  "registered-nodes": {
    one: "Lo dice {n} de los {all} ordenadores de la elección consultados. Cuando empiece la votación, esta página lo comprueba en la lista entera.",
    other:
      "Lo dicen {n} de los {all} ordenadores de la elección consultados. Cuando empiece la votación, esta página lo comprueba en la lista entera.",
  },
  "registered-text":
    "Vuelve con este enlace cuando empiece la votación. Necesitarás este dispositivo o tu archivo de recuperación.",
  "new-title": "Guarda tu archivo de recuperación",
  "new-text":
    "Esta página te ha creado un código secreto. El archivo lo contiene. Con él puedes votar desde otro dispositivo, o cuando este navegador lo haya olvidado. Sin él nadie puede recuperar tu voto.",
  "new-keep":
    "No enseñes el archivo a nadie: quien lo tenga puede votar en tu lugar y ver lo que has votado.",
  "new-download": "Guardar el archivo de recuperación",
  "new-saved": "He guardado el archivo",
  "new-unsaved": "Guarda primero el archivo y marca después la casilla",
  "wallet-title": "Tu monedero",
  "wallet-text":
    "Tu monedero te pedirá que firmes dos veces el mismo mensaje. No se paga nada. Quien tenga estas firmas puede votar en tu lugar: fírmalas solo aquí.",
};
