/** The words of relays in Spanish. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./network-en.js";

export const es: Translation<typeof en> = {
  "way-relay":
    "Tu voto pasa por {relay}, un intermediario: el ordenador que recibe el voto no ve tu dirección de internet.",
  "sees-title": "Qué ven otros de tu voto en su camino",
  "sees-relay": "{relay} lleva tu voto. Ve tu dirección de internet y la hora. No puede leer lo que envías.",
  "sees-node":
    "{node} recibe tu voto. Ve el voto, que no lleva ningún nombre, y la hora. No ve tu dirección de internet.",
  "sees-both": "Si se lo cuentan el uno al otro, saben qué voto salió de tu dirección.",
  "sees-opened":
    "Los llevan dos operadores distintos de la cadena de votación: lo dicen sus propias listas. Cuando abriste esta página, los ordenadores de tu enlace también vieron tu dirección. Saben que alguien de allí miró esta elección, no que haya votado.",
  "sees-named": "Tu enlace nombra al intermediario. Esta página no puede ver quién lo lleva.",
  "sees-files":
    "Quien sirve esta página, y los archivos que prueban tu voto, ve tu dirección y que los has descargado. Ninguno recibe tu voto.",
  "sees-direct":
    "{node} recibe tu voto. Ve el voto, que no lleva ningún nombre, la hora y tu dirección de internet. No hay ningún intermediario.",
  "checked-relay":
    "La comprobación también pasa por {relay}: el ordenador que da el justificante no ve tu dirección de internet.",
  "checked-direct":
    "Allí {node} da el justificante. Ve la dirección de internet de quien pregunta por este voto.",
  "stuck-title": "El intermediario no responde",
  "stuck-relay":
    "Esta página pregunta y envía a través de {relay}, para que el ordenador que recibe el voto no vea tu dirección de internet. De allí no llegó respuesta.",
  "stuck-none":
    "Esta elección tiene intermediarios, que ocultan tu dirección de internet al ordenador que recibe el voto. Ahora mismo no funciona ninguno.",
  "stuck-not-sent": "No se ha enviado nada.",
  "stuck-maybe-sent":
    "No es seguro que tu voto haya llegado. Si continúas, se envía el mismo voto otra vez. Nunca se cuenta dos veces.",
  "stuck-looking": "Buscando un camino",
  "stuck-again": "No responde ningún intermediario. Vuelve a probar dentro de un rato, o continúa sin él.",
  "stuck-other-title": "Usa un intermediario",
  "stuck-other-text": "Esta página busca otro y vuelve a probar este. Nadie ve más que antes.",
  "stuck-other": "Buscar otro intermediario",
  "stuck-direct-title": "O continúa sin intermediario",
  "stuck-direct-text":
    "Entonces {node} ve tu dirección de internet junto con tu voto. El voto no lleva ningún nombre, pero quien sabe de quién es la dirección puede saber de quién es el voto. Si eso te preocupa, vuelve más tarde.",
  "stuck-direct-named": "Entonces {node} ve tu dirección de internet junto con tu cuenta y tu voto.",
  "stuck-direct": "Continuar sin intermediario",
};
