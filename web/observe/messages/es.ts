/** The observer's page in Spanish. */
import type { en } from "./en.js";

export const es = {
  "observe-title": "Observar una elección",
  "results-later": "Todavía no hay resultados. Los votos se cuentan cuando termina la votación.",
  "who-title": "Quién hizo qué",
  "who-keykeepers": {
    one: "{n} guardián sella los votos; basta {threshold} para abrirlos al final.",
    other: "{n} guardianes sellan los votos; bastan {threshold} para abrirlos al final.",
  },
  "who-revealed": "ha abierto su parte.",
  "who-waiting": "no ha abierto su parte.",
  "who-contract": "Contrato",
  "who-evm": "Red del contrato",
  "who-key": "Clave de las pruebas",
  "who-node": "Ordenador preguntado",
  "who-signed": "Firmado por",
  "audit-title": "Compruébalo todo tú",
  "audit-text":
    "Un paquete es un archivo con toda la elección. Se comprueba en este dispositivo, voto por voto. No se envía nada.",
  "audit-bundle": "Elige el paquete",
  "audit-bundle-hint": "Lo publica la organización. Acaba en .zip.",
  "audit-receipt": "Un justificante, si quieres ver que tu voto se contó",
  "audit-trial": "Era una prueba",
  "audit-trial-hint": "Aceptar claves públicas, con las que cualquiera puede falsificar votos.",
  "audit-missing": "Elige el archivo del paquete",
  "audit-go": "Comprobar el paquete",
  "audit-working": "Comprobando cada voto",
  "audit-good": "No hay nada mal",
  "audit-bad": "Hay algo mal. No creas este resultado.",
  "audit-believed":
    "Esta página no sabe qué cadena de votación esperar. Compara su número con el que publicó la organización.",
  "audit-ok": "correcto",
  "audit-wrong": "mal",
  "audit-unchecked": "sin comprobar",
  "audit-receipt-missing": "Elige el archivo del justificante",
  "who-process": "Elección",
  "who-chain": "Cadena de votación",
} as const satisfies Readonly<Record<keyof typeof en, unknown>>;
