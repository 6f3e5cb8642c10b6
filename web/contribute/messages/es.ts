/** The contributor's page in Spanish. */
import type { Translation } from "../../shared/message.js";
import type { en } from "./en.js";

export const es: Translation<typeof en> = {
  steps: "Pasos",
  "step-ceremony": "La ceremonia",
  "step-you": "Sobre ti",
  "step-add": "Comprobar y añadir",
  "step-publish": "Publicar",

  "ceremony-title": "Ayuda a hacer seguras las votaciones",
  "ceremony-text":
    "Los votos secretos se demuestran con un archivo que hacen muchas personas, una tras otra. Cada una le añade un número secreto y lo olvida. Si una sola lo olvida de verdad, nadie puede falsificar votos.",
  "ceremony-how":
    "Esta página comprueba lo que hicieron los demás y añade tu número. Tarda unos minutos. Tu número no sale nunca de esta página.",
  "source-title": "¿Dónde están los archivos de la ceremonia?",
  "source-link": "Tengo el enlace de la organización",
  "source-link-hint": "La página descarga lo que necesita.",
  "source-files": "Tengo los archivos en este dispositivo",
  "source-files-hint": "Te los envió la organización, o los descargaste.",
  "source-choose": "Elige dónde están los archivos",
  "address-label": "Enlace de la ceremonia",
  "address-hint": "Empieza por https:// y lleva a la carpeta de la ceremonia.",
  "address-missing": "Escribe o pega el enlace de la ceremonia",
  "files-label": "Elige los archivos",
  "files-hint":
    "Elígelos todos a la vez: la clave más nueva (su nombre acaba en .zkey) y, para todas las comprobaciones, también ceremony.json, el archivo que acaba en .r1cs, powers.ptau y las declaraciones.",
  "files-missing": "Elige los archivos de la ceremonia",
  "files-kept": {
    one: "Se ha elegido {n} archivo.",
    many: "Se han elegido {n} archivos.",
    other: "Se han elegido {n} archivos.",
  },
  "looking-label": "Mirando lo que hay",

  "you-title": "Sobre ti",
  "name-label": "Tu nombre",
  "name-hint":
    "Es público y queda para siempre en los archivos de la ceremonia. Usa un nombre por el que te conozcan.",
  "name-missing": "Escribe tu nombre",
  "name-wrong": "Usa un nombre de 64 caracteres corrientes como máximo, sin caracteres invisibles",
  "typed-label": "Escribe cualquier cosa",
  "typed-hint":
    "Pulsa teclas al azar un rato. Tu número se hace con esto y con los números al azar del dispositivo. No hace falta recordarlo.",

  "add-title": "Comprobar y añadir tu parte",
  "add-source": "Ceremonia",
  "add-chosen": {
    one: "{n} archivo de este dispositivo",
    many: "{n} archivos de este dispositivo",
    other: "{n} archivos de este dispositivo",
  },
  "add-place": "Tu lugar",
  "add-place-value": "Número {place} en orden",
  "add-name": "Tu nombre",
  "add-fetch": "Por descargar",
  "add-megabytes": "{size} MB",
  "add-lacking": "Con estos archivos no se puede comprobar todo:",
  "add-lacking-do":
    "Puedes añadir tu parte igualmente. Es mejor pedir a la organización los archivos que faltan y elegirlos también.",
  "add-go": "Comprobar y añadir mi parte",
  "add-keep": "No cierres esta página hasta que termine.",
  "add-stop": "Detener. No se ha añadido nada",
  "stage-fetching": "Descargando los archivos de la ceremonia",
  "stage-checking": "Comprobando lo que hicieron los demás",
  "stage-adding": "Añadiendo tu parte",
  "not-added": "No se ha añadido nada",

  "added-title": "Tu parte está añadida",
  "done-text": "Tu número secreto está olvidado. Quedan dos cosas por hacer.",
  "done-unchecked": "No se pudo comprobar todo:",
  "done-unchecked-do":
    "Tu parte es buena, pero puede que aquello a lo que se añadió no lo sea. Di a la organización que esto no se comprobó.",
  "save-title": "1. Envía estos archivos a la organización",
  "save-text": "Solo existen en esta página. Si la cierras antes de guardarlos, tu parte se pierde.",
  "save-key": "Guardar la clave con tu parte",
  "save-attestation": "Guardar tu declaración",
  "save-listing": "Guardar la lista nueva de archivos",
  saved: "Guardado",
  "words-title": "2. Publica estas palabras",
  "words-text":
    "Publícalas donde te conozcan: en tu web o en un mensaje público. Así todos pueden ver que tu parte está en el archivo terminado.",
  "words-label": "Palabras para publicar",
  copy: "Copiar las palabras",
  copied: "Copiado",
  "copy-failed": "El navegador no lo permite. Selecciona las palabras y cópialas.",
  "done-close": "Cuando hayas hecho las dos cosas, cierra esta página.",
  "checked-title": "Qué se comprobó antes de añadir tu parte",
  "before-title": "Quién añadió una parte antes que tú",
  "before-nobody": "Nadie: la tuya es la primera.",
  "before-unnamed": "(sin nombre)",

  "checked-listed": "{file} es el archivo que la organización tiene en la lista.",
  "checked-attestations":
    "De {contributions} partes anteriores, {attested} son como las publicaron sus autores; {signed} de ellas están firmadas.",
  "checked-key":
    "Todo lo que hay en la clave se sigue de {circuit} y powers.ptau, y de las partes anteriores.",
  "checked-powers": "Cada punto de powers.ptau.",
  "unchecked-listed": "Si la clave es la que la organización tiene en la lista. Hace falta ceremony.json.",
  "unchecked-attestations":
    "Si las partes anteriores son como las publicaron sus autores. Hacen falta sus declaraciones.",
  "unchecked-files":
    "Si la clave se hizo para el programa correcto. Hacen falta powers.ptau y un solo archivo que acabe en .r1cs.",
  "unchecked-memory":
    "Si la clave se hizo para el programa correcto. powers.ptau es demasiado grande para una página: la orden psephos puede comprobarlo.",

  "fault-address":
    "Esto no es el enlace de una ceremonia. Copia todo el enlace de la organización: empieza por https://",
  "fault-file-link":
    "Este enlace lleva a un solo archivo. Da el enlace de la carpeta donde está; o descarga el archivo, vuelve atrás y elige «Tengo los archivos en este dispositivo».",
  "fault-http":
    "Este enlace empieza por http://. No es seguro, y esta página no puede abrirlo. Pide a la organización un enlace que empiece por https://, o descarga tú los archivos y elige «Tengo los archivos en este dispositivo».",
  "fault-missing":
    "El ordenador de este enlace responde, pero no tiene ese archivo. Comprueba que el enlace es correcto y está completo, o pregunta a la organización.",
  "fault-answer":
    "El ordenador de este enlace responde con un error. Inténtalo más tarde, o avisa a la organización.",
  "fault-unreachable":
    "El ordenador de este enlace no responde, o no deja que esta página lo lea. Comprueba tu conexión e inténtalo de nuevo. Si sigue igual, descarga tú los archivos y elige «Tengo los archivos en este dispositivo».",
  "fault-broken-off":
    "La conexión se cortó. Lo que ya llegó se conserva: inténtalo de nuevo y seguirá desde ahí.",
  "fault-html":
    "Llegó una página web donde debería haber un archivo de la ceremonia. Comprueba el enlace, o pregunta a la organización.",
  "fault-other-file":
    "Un archivo no es el que la organización tiene en la lista. No se ha usado. Avisa a la organización.",
  "fault-listing": "La lista de archivos de la ceremonia no está en orden. Avisa a la organización.",
  "fault-phase":
    "Esta ceremonia está todavía en su primera mitad, que necesita la orden psephos: psephos setup contribute, con el enlace.",
  "fault-no-key": "No hay ninguna clave entre estos archivos. Elige el archivo más nuevo que acabe en .zkey.",
  "fault-two": "Estos archivos son de más de una ceremonia. Elige los de una sola.",
  "fault-too-large": "La clave pasa de 2 GiB, demasiado para una página. Usa la orden psephos.",
  "fault-closed": "Esta ceremonia ha terminado. No admite más partes.",
  "fault-files":
    "Los archivos de la ceremonia no encajan, y por eso no se les ha añadido nada. Avisa a la organización y enséñale los detalles de abajo.",
  "fault-cut": "Un archivo no está completo. Descárgalo de nuevo, o avisa a la organización.",
  "fault-attestation":
    "Lo que publicó una persona anterior no encaja con la clave. No se ha añadido nada. Avisa a la organización.",
  "fault-memory":
    "Este dispositivo no tiene bastante memoria. Cierra otras aplicaciones, o usa otro dispositivo.",
  "fault-worker":
    "La parte de la página que calcula se ha detenido. Inténtalo de nuevo. Si sigue igual, usa otro navegador.",
  "fault-wasm":
    "Este navegador no ejecuta WebAssembly, que hace falta para calcular. En un modo protegido puede estar desactivado: usa otro navegador, o permítelo para esta página.",
  "fault-unexpected":
    "Algo ha ido mal que no debería. Inténtalo de nuevo. Si sigue igual, avisa a la organización y enséñale los detalles de abajo.",
};
