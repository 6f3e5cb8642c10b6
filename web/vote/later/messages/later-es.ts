/** The words of votes that wait in Spanish. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./later-en.js";

export const es: Translation<typeof en> = {
  "offer-title": "Que se envíe más tarde",
  "offer-text":
    "Quien sabe cuándo estabas en esta página puede buscar un voto que se enviara en ese momento. Tu voto terminado puede esperar en este dispositivo y salir en un momento al azar.",
  "offer-go": "Elegir cuánto puede esperar",
  "choose-title": "¿Cuánto puede esperar tu voto?",
  "choose-hint":
    "Se envía en un momento al azar dentro de este tiempo. Cuanto más largo, menos dice el momento.",
  within: "Hasta {time}",
  "within-all": "Hasta alrededor del {time}, poco antes de que cierre la votación",
  "within-all-hint": "Cuándo cierra la votación es una estimación. La página deja margen.",
  "within-choose": "Elige cuánto puede esperar tu voto",
  measuring: "Mirando cuándo cierra la votación",
  "too-late": "La votación cierra pronto, o aún no se sabe cuándo. Emite tu voto ahora.",
  "no-end":
    "El organizador no ha dicho cuándo cierra la votación. Si cierra antes de que se envíe tu voto, tu voto no cuenta.",
  "come-back":
    "Deja abierta esta página, o ábrela de nuevo en este dispositivo. Una página cerrada no envía nada: si el momento pasa mientras está cerrada, tu voto se envía cuando la abras de nuevo.",
  "come-back-sealed":
    "Deja abierta esta página, o ábrela de nuevo en este dispositivo y escribe tu contraseña. Una página cerrada no envía nada: si el momento pasa mientras está cerrada, tu voto se envía cuando hayas vuelto.",
  "keep-open":
    "Deja abierta esta página. Este dispositivo no guarda tu voto: si cierras la página, el voto se pierde y no se envía nunca.",
  preparing: "Terminando tu voto",
  wait: "Que mi voto espere",
  "waits-title": "Tu voto espera en este dispositivo. Aún no se ha emitido.",
  "waits-lost-title": "Tu voto esperaba en este dispositivo. No se ha emitido.",
  "waits-until": "Se envía en un momento al azar, como muy tarde el {time}.",
  "waits-paused":
    "La votación está en pausa. Tu voto sigue esperando, y se envía cuando la votación continúe.",
  "waits-sending": "Enviando tu voto",
  "send-now": "Enviarlo ahora",
  withdraw: "Retirarlo. No se envía",
  remove: "Borrarlo",
  "make-again": "Hacerlo de nuevo",
  "stale-list":
    "La lista de votantes cambió después de que hicieras tu voto, y ahora sería rechazado. Tus respuestas siguen aquí.",
  "stale-changed":
    "La elección cambió después de que hicieras tu voto, y ahora sería rechazado. Tus respuestas siguen aquí.",
  "stale-over": "La votación ha terminado, y tu voto no se envió antes. No cuenta.",
};
