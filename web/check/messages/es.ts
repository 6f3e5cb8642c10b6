/** The page that checks receipts in Spanish. */
import type { en } from "./en.js";

export const es = {
  "check-title": "Comprobar un justificante",
  "check-text":
    "Un justificante demuestra que un voto está registrado. Se comprueba en este dispositivo, con el documento fundacional de la cadena de votación.",
  "check-label": "Elige el archivo del justificante",
  "check-link-text":
    "Este enlace nombra un voto registrado. Su justificante se pide a los ordenadores de la elección y se comprueba en este dispositivo.",
  "check-relayed":
    "Se pide a través de {relay}: los ordenadores de la elección no ven tu dirección de internet.",
  "check-relay-down":
    "El intermediario de este enlace no responde, o su respuesta no es correcta. Los ordenadores de la elección no han visto tu dirección de internet.",
  "check-direct-title": "O continúa sin intermediario",
  "check-direct-text":
    "Entonces {node} ve tu dirección de internet y por qué voto preguntas. Quien sabe de quién es la dirección puede saber de quién puede ser el voto.",
  "check-direct": "Continuar sin intermediario",
  "check-node-label": "Dirección de un ordenador de la cadena de votación",
  "check-node-hint":
    "La publica la organización. Empieza por https:// El ordenador ve tu dirección de internet y qué voto compruebas.",
  "check-node-wrong": "Escribe una dirección que empiece por https://",
  "check-go": "Comprobar",
  "check-working": "Comprobando",
  "check-good-title": "El justificante es correcto",
  "check-replaced": "Sigue en el registro. En su lugar cuenta un voto posterior de la misma persona.",
  "check-present": "El voto está en el registro de esta elección, y cuenta.",
  "check-index": "Número en el registro",
  "check-height": "Bloque",
  "check-believed":
    "Esta página no sabía qué cadena de votación esperar y ha creído al ordenador. Compara este número con el que publicó la organización:",
  "check-bad-title": "El justificante no es correcto",
  "check-gone":
    "La cadena no tiene este voto en este lugar. Eso no debe pasar: conserva el justificante y avisa a la organización y al público.",
  "check-another": "Comprobar otro justificante",
  "check-process": "Elección",
  "check-chain": "Cadena de votación",
  "check-signed": "Firmado por",
  "check-signed-all":
    "{signers} de los {validators} ordenadores que acuerdan la cadena de votación, bloque {block}",
  "check-signed-one": "un ordenador de la cadena de votación",
  "check-alone":
    "Varios ordenadores acuerdan esta cadena de votación, y solo uno ha firmado este justificante. Uno solo puede equivocarse: vuelve a enviar el archivo del voto para obtener el justificante que han firmado más de dos tercios.",
} as const satisfies Readonly<Record<keyof typeof en, unknown>>;
