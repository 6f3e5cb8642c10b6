/** The pages' words in Spanish. */
import type { Translation } from "../message.js";
import type { en } from "./en.js";

export const es: Translation<typeof en> = {
  skip: "Ir al contenido principal",
  language: "Idioma",
  back: "Volver",
  "shared-address":
    "Esta dirección es de una pasarela, o de tus archivos, y no solo de esta página: otros pueden leer lo que guarda en tu dispositivo. No guardes tu código aquí.",
  "shared-address-open": "Abrir esta página en una dirección propia",
  warning: "Atención:",
  problem: "Hay un problema",
  continue: "Continuar",
  "try-again": "Intentar de nuevo",
  change: "Cambiar",
  details: "Detalles para la organización",

  "vote-page": "Votar",
  "opening-title": "Abriendo la elección",
  "opening-label": "Preguntamos a los ordenadores de la elección y comprobamos lo que dicen",
  "no-link-title": "Esta página necesita el enlace de una elección",
  "no-link": "Usa el enlace que te dio la organización. Es largo: cópialo entero.",

  "start-caption": "Elección",
  "start-organiser": "Organización",
  "start-now": "Empezar",
  "start-again": "Cambiar mi voto",
  "start-register": "Inscribirme para votar",
  "phase-open": "La votación está abierta.",
  "phase-open-until": "La votación está abierta. Se cierra dentro de {time}, más o menos.",
  "phase-waiting": "La votación no ha empezado.",
  "phase-waiting-start": "La votación no ha empezado. Empieza dentro de {time}, más o menos.",
  "phase-waiting-key":
    "La votación no ha empezado. Los guardianes aún preparan la clave con la que se sellan los votos.",
  "phase-paused": "La votación está en pausa. La organización la ha detenido un tiempo. Vuelve más tarde.",
  "phase-ended": "La votación ha terminado. Los votos se están abriendo y contando.",
  "phase-counted": "La votación ha terminado y los votos están contados.",
  "phase-canceled": "Esta elección se ha anulado. Ningún voto cuenta.",
  "registration-open": "Ahora puedes inscribirte. La inscripción se cierra cuando empieza la votación.",
  turnout: { one: "Hasta ahora ha votado {n} persona.", other: "Hasta ahora han votado {n} personas." },
  insecure:
    "Esto es una prueba. Sus claves son públicas, así que cualquiera puede falsificar votos. No la uses para una decisión real.",
  "seen-title": "Qué pueden ver los demás",
  "seen-who": "Nadie puede ver que un voto es tuyo, tampoco la organización.",
  "seen-sealed":
    "Lo que votas queda sellado hasta que termina la votación. Para mirar antes, varios guardianes independientes tendrían que romper las reglas juntos.",
  "seen-clear": "Lo que alguien ha votado es público enseguida, pero no quién ha sido.",
  "seen-public": "Todo el mundo puede ver que una persona más ha votado, y cuándo.",
  "seen-address":
    "El ordenador que recibe tu voto ve tu dirección de internet. Si eso te preocupa, usa una red que la oculte, o guarda el voto en un archivo y deja que lo envíe otra persona.",
  "not-anonymous-title": "Esta elección no es secreta",
  "not-anonymous":
    "Sus votos se firman con el nombre de quien vota, y esta página es solo para votos secretos. Pregunta a la organización cómo votar.",
  "other-ways": "Otras maneras",
  "send-file-link": "Enviar un voto que guardé en un archivo",
  preparing: "Preparando mientras lees",
  prepared: "Todo está listo en este dispositivo.",
  "preparing-bytes": "Preparando: {done} de {total} MB",

  "voted-title": "Has votado en este dispositivo",
  "voted-when": "El {when}",
  "voted-title-elsewhere": "Ya has votado",
  "voted-elsewhere":
    "Tu voto ya está registrado. No se envió desde este dispositivo, así que esta página no puede mostrarlo.",
  "voted-left": {
    one: "Puedes cambiarlo {n} vez más. Solo cuenta tu último voto.",
    other: "Puedes cambiarlo {n} veces más. Solo cuenta tu último voto.",
  },
  "voted-final": "Ya no se puede cambiar.",
  "voted-receipt": "Descargar el justificante",
  "pending-title": "En este dispositivo se hizo un voto que quizá no haya llegado",
  "pending-text": "Envíalo otra vez para estar seguro. Es el mismo voto y nunca se cuenta dos veces.",
  "pending-send": "Enviarlo otra vez",

  "identity-title": "¿Cómo te identificas?",
  "identity-hint":
    "La lista de votantes tiene un código para cada persona. Demuestras que uno de los códigos es tuyo sin mostrar cuál.",
  "identity-file": "Tengo un archivo de recuperación",
  "identity-file-hint":
    "Un archivo pequeño que acaba en .json. Lo guardaste antes, o te lo dio la organización.",
  "identity-wallet": "Con mi monedero de criptomonedas",
  "identity-wallet-hint": "Tu monedero crea tu código con dos firmas. No cuesta nada.",
  "identity-new": "Todavía no tengo nada",
  "identity-new-hint": "Esta página te crea un código y tú lo inscribes.",
  "identity-choose": "Elige cómo te identificas",
  "file-title": "Tu archivo de recuperación",
  "file-label": "Elige el archivo",
  "file-hint": "Se queda en este dispositivo.",
  "file-paste": "Pegar su texto",
  "file-paste-label": "Texto del archivo",
  "file-missing": "Elige tu archivo de recuperación o pega su texto",
  "file-wrong": "Esto no es un archivo de recuperación. Elige el que guardaste cuando se creó tu código.",
  "wallet-none":
    "No se ha encontrado ningún monedero en este navegador. Instala uno, o abre este enlace en el navegador de tu monedero.",
  "wallet-use": "Usar {name}",
  "wallet-working": "Esperando a tu monedero. Mira su ventana.",
  "keep-title": "¿Guardar tu código en este dispositivo?",
  "keep-hint": "Así puedes volver, ver lo que has votado y cambiarlo.",
  "keep-yes": "Sí, en este dispositivo",
  "keep-yes-hint": "Solo si nadie más lo usa.",
  "keep-sealed": "Sí, protegido con una contraseña",
  "keep-sealed-hint": "La necesitarás cada vez. Nadie puede restablecerla.",
  "keep-no": "No, olvidarlo cuando cierre esta página",
  "keep-no-hint": "Lo adecuado en un dispositivo compartido. Conserva tu archivo de recuperación.",
  "keep-choose": "Elige si quieres guardar tu código en este dispositivo",
  passphrase: "Contraseña",
  "passphrase-hint": "Al menos 12 caracteres. Tres o cuatro palabras al azar van bien.",
  "passphrase-short": "La contraseña necesita al menos 12 caracteres",
  "passphrase-wrong": "Esta no es la contraseña. Compruébala e inténtalo de nuevo.",
  "unlock-title": "Desbloquea tu código",
  "unlock-text": "Tu código está bloqueado en este dispositivo.",
  unlock: "Desbloquear",
  "forget-title": "Borrar tu código de este dispositivo",
  "forget-text":
    "Se borran tu código y los justificantes de tus votos. Guarda antes los justificantes y conserva tu archivo de recuperación: nadie más puede devolverte el código. Un voto que espera aquí no se envía.",
  forget: "Borrarlo de este dispositivo",
  "checking-title": "Buscándote en la lista",
  "checking-label": "La lista entera se lee en este dispositivo, para que nadie sepa quién busca",

  "question-caption": "Pregunta {i} de {n}",
  "question-choose": "Elige una respuesta",
  "question-many": { one: "Elige {n} respuesta.", other: "Elige {n} respuestas." },
  "question-many-wrong": {
    one: "Tienes que elegir {n} respuesta",
    other: "Tienes que elegir {n} respuestas",
  },
  "points-hint": "Da puntos a cada respuesta, de 0 a {most}.",
  "points-total": "En total pueden costar {total}.",
  "points-wrong": "Da a cada respuesta un número entero de 0 a {most}",
  "points-cost": "Es más de lo que puedes dar en total. Da menos puntos.",
  "ballot-wrong": "Esta combinación de respuestas no está permitida. Cámbiala.",
  "petition-sign": "Lo firmo",

  "review-title": "Comprueba tu voto",
  "review-text": "No se ha enviado nada. Todavía puedes cambiarlo todo.",
  "review-weight": "Peso de tu voto",
  "weight-all": "{weight} (todo)",
  "weight-part": "{weight} de {all}",
  "hidden-title": "Hasta qué punto estás oculto",
  "hidden-size": {
    one: "Solo {n} persona de la lista puede haber emitido este voto.",
    other: "Cualquiera de {n} personas de la lista puede haber emitido este voto.",
  },
  "hidden-good": "Eso te oculta bien.",
  "hidden-small": "Son pocas: quien conozca a las personas de la lista podría adivinar que has sido tú.",
  "hidden-same": {
    one: "Solo {n} persona tiene exactamente el peso que usas, y casi todo el mundo usa el suyo entero.",
    other: "Solo {n} personas tienen exactamente el peso que usas, y casi todo el mundo usa el suyo entero.",
  },
  "hidden-safer": "Con un peso de {weight} te ocultas entre más personas.",
  "hidden-nobody": "Todavía no ha votado nadie. Si esperas a que voten otras personas, estarás mejor oculto.",
  "hidden-few": {
    one: "Hasta ahora solo ha votado {n} persona. Si esperas a que voten más, estarás mejor oculto.",
    other: "Hasta ahora solo han votado {n} personas. Si esperas a que voten más, estarás mejor oculto.",
  },
  cast: "Emitir mi voto",
  "save-file": "Guardarlo en un archivo",
  "save-file-go": "Guardar el voto en un archivo",
  "save-file-text":
    "El archivo contiene tu voto terminado. No muestra quién eres. Cualquiera puede enviarlo, desde cualquier dispositivo, hasta que termine la votación. Mientras tanto no está emitido.",

  "sending-title": "Emitiendo tu voto",
  "step-loading": "Descargando los archivos que lo demuestran: {done} de {total} MB",
  "step-witness": "Comprobando tu sitio en la lista",
  "step-proof": "Demostrando que puedes votar sin mostrar quién eres",
  "step-sending": "Enviando. No cierres esta página hasta que diga que tu voto está registrado.",
  "sending-cancel": "Parar. No se ha enviado nada",
  "not-cast-title": "Tu voto no está emitido",
  "maybe-cast-title": "No es seguro que tu voto haya llegado",
  "maybe-cast-text": "Envíalo otra vez. Es el mismo voto y nunca se cuenta dos veces.",

  "done-title": "Tu voto está registrado",
  "done-place": "Es el número {index} del registro público, en el bloque {height}.",
  "done-signed":
    "{signers} de los {validators} ordenadores que acuerdan la cadena de votación han firmado el justificante.",
  "done-receipt-title": "Conserva tu justificante",
  "done-receipt-text":
    "Demuestra que tu voto está en el registro. No dice qué has votado, pero quien lo tenga puede encontrar tu voto en el registro y leerlo allí cuando los votos se abran. No lo enseñes a nadie que no deba saber qué has votado.",
  "done-receipt": "Guardar el justificante",
  "done-qr": "O escanea este código con tu teléfono para comprobarlo allí",
  "done-qr-label": "Código QR con un enlace que comprueba tu justificante",
  "done-check": "Comprobar ahora el justificante",
  "done-next-title": "Qué pasa ahora",
  "done-next-sealed":
    "Cuando termine la votación, los guardianes abrirán todos los votos a la vez y cualquiera podrá contarlos.",
  "done-next-clear": "Cuando termine la votación, cualquiera podrá contar los votos.",
  "done-unkept": "Este dispositivo no guarda tu voto. Guarda el justificante antes de cerrar la página.",

  "send-file-wrong":
    "Esto no es un voto, o se ha modificado. Guárdalo otra vez en el dispositivo donde se hizo.",
  send: "Enviarlo",

  "preflight-wasm":
    "Este navegador no ejecuta WebAssembly, que hace falta para la prueba. Puede estar apagado en un modo protegido: usa otro navegador o permítelo para esta página.",
  "preflight-worker": "Este navegador es demasiado antiguo para esta página. Actualízalo o usa otro.",
  "preflight-secure":
    "Esta página no se ha abierto con una conexión segura (https). Usa el enlace de la organización.",
  "preflight-memory":
    "Este dispositivo tiene poca memoria. Si la página se detiene, cierra otras aplicaciones e inténtalo de nuevo.",
  "preflight-storage":
    "Este navegador no guarda nada para esta página, quizá porque es una ventana privada. Puedes votar, pero guarda tu justificante antes de cerrarla.",

  "error-node-down":
    "Los ordenadores de la elección no responden. Comprueba tu conexión e inténtalo de nuevo. No se ha perdido nada.",
  "error-wrong-network":
    "El ordenador de este enlace es de otra cadena de votación. No votes con este enlace: pide el correcto a la organización.",
  "error-no-election":
    "La elección de este enlace no existe, o todavía no. Comprueba el enlace o inténtalo más tarde.",
  "error-lies":
    "Lo que el ordenador dice de esta elección no concuerda con sus pruebas. No votes con este enlace y avisa a la organización.",
  "error-text": "No se han podido leer las preguntas de esta elección. Avisa a la organización.",
  "error-text-missing":
    "El ordenador aún no tiene las preguntas de esta elección. Inténtalo dentro de unos minutos o avisa a la organización.",
  "error-link": "Este enlace no está completo o se ha modificado. Copia entero el enlace de la organización.",
  "error-ended": "La votación ha terminado. Ya no se aceptan votos.",
  "error-canceled": "Esta elección se ha anulado.",
  "error-not-open": "La votación no está abierta en este momento.",
  "error-paused": "La votación está en pausa. Inténtalo más tarde: tu voto se queda en esta página.",
  "error-not-listed":
    "Tu código no está en la lista de votantes de esta elección. Comprueba que has elegido el archivo o la cuenta correctos. Si es así, pregunta a la organización.",
  "error-proofs":
    "No se han podido descargar los archivos que demuestran tu voto. Comprueba tu conexión e inténtalo de nuevo: lo que ya llegó se conserva.",
  "error-forged":
    "Un archivo que demuestra tu voto no es el que anunció la organización. No se ha usado. Avisa a la organización.",
  "error-other-key":
    "Los archivos de este enlace son de otras claves que las de la elección. Avisa a la organización.",
  "error-census":
    "La lista de votantes que ha llegado no es la de esta elección. Inténtalo de nuevo y, si sigue igual, avisa a la organización.",
  "error-key":
    "La clave que sella los votos no es la de los guardianes. No votes con este enlace y avisa a la organización.",
  "error-memory": "Este dispositivo no tiene memoria suficiente. Cierra otras aplicaciones o usa otro.",
  "error-busy": "Los ordenadores de la elección están ocupados. Inténtalo dentro de un minuto.",
  "error-superseded": "Ya hay registrado un voto tuyo posterior. Empieza de nuevo para cambiarlo.",
  "error-registered": "Esta cuenta ya ha inscrito otro código. Pulsa otra vez para poner este en su lugar.",
  "error-registration-over": "La inscripción está cerrada.",
  "error-refused":
    "Los ordenadores de la elección no lo han aceptado. Empieza de nuevo; si sigue igual, avisa a la organización.",
  "error-receipt": "Esto no es un justificante de esta elección, o se ha modificado.",
  "error-wallet-declined":
    "Lo has rechazado en tu monedero. No se ha hecho nada. Inténtalo de nuevo cuando quieras.",
  "error-wallet-chain":
    "Tu monedero está en otra red y no conoce esta. Añade la red número {chain} a tu monedero e inténtalo de nuevo.",
  "error-wallet":
    "Tu monedero no ha podido hacerlo. Ábrelo, comprueba que está desbloqueado e inténtalo de nuevo.",
  "error-wallet-kind": "Este monedero no sirve: firma de manera distinta cada vez. Usa una cuenta corriente.",
  "error-storage":
    "Este navegador no guarda nada para esta página. Elige no guardar tu código, o usa otra ventana.",
  "error-worker":
    "La parte de la página que hace la prueba se ha detenido. Vuelve a cargar la página e inténtalo de nuevo.",
  "error-unexpected":
    "Ha fallado algo que no debería fallar. Vuelve a cargar la página e inténtalo de nuevo. Si sigue igual, avisa a la organización.",

  "check-page": "Comprobar un justificante",
  "check-unfound":
    "Los ordenadores de la elección solo dan el justificante de un voto que cuenta. Un voto que se cambió después no se muestra así: comprueba el archivo de su justificante.",

  "organise-page": "Organizar",

  "contribute-page": "Contribuir",

  "observe-page": "Observar",
};
