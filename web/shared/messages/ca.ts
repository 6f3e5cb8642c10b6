/** The pages' words in Catalan. */
import type { Translation } from "../message.js";
import type { en } from "./en.js";

export const ca: Translation<typeof en> = {
  skip: "Ves al contingut principal",
  language: "Llengua",
  back: "Torna",
  "shared-address":
    "Aquesta adreça és d’una passarel·la, o dels teus fitxers, i no només d’aquesta pàgina: altres poden llegir el que desa al teu dispositiu. No hi desis el teu codi.",
  "shared-address-open": "Obre aquesta pàgina en una adreça pròpia",
  warning: "Atenció:",
  problem: "Hi ha un problema",
  continue: "Continua",
  "try-again": "Torna-ho a provar",
  change: "Canvia",
  details: "Detalls per a l’organització",

  "vote-page": "Vota",
  "opening-title": "S’obre l’elecció",
  "opening-label": "Preguntem als ordinadors de l’elecció i comprovem el que diuen",
  "no-link-title": "Aquesta pàgina necessita l’enllaç d’una elecció",
  "no-link": "Fes servir l’enllaç que et va donar l’organització. És llarg: copia’l sencer.",

  "start-caption": "Elecció",
  "start-organiser": "Organització",
  "start-now": "Comença",
  "start-again": "Canvia el meu vot",
  "start-register": "Inscriu-me per votar",
  "phase-open": "La votació és oberta.",
  "phase-open-until": "La votació és oberta. Es tanca d’aquí a {time}, si fa no fa.",
  "phase-waiting": "La votació no ha començat.",
  "phase-waiting-start": "La votació no ha començat. Comença d’aquí a {time}, si fa no fa.",
  "phase-waiting-key":
    "La votació no ha començat. Els guardians encara preparen la clau amb què se segellen els vots.",
  "phase-paused": "La votació està en pausa. L’organització l’ha aturada una estona. Torna més tard.",
  "phase-ended": "La votació s’ha acabat. Els vots s’estan obrint i comptant.",
  "phase-counted": "La votació s’ha acabat i els vots estan comptats.",
  "phase-canceled": "Aquesta elecció s’ha anul·lat. Cap vot no compta.",
  "registration-open": "Ara et pots inscriure. La inscripció es tanca quan comença la votació.",
  turnout: { one: "Fins ara ha votat {n} persona.", other: "Fins ara han votat {n} persones." },
  insecure:
    "Això és una prova. Les claus són públiques i qualsevol pot falsificar vots. No la facis servir per a una decisió real.",
  "seen-title": "Què poden veure els altres",
  "seen-who": "Ningú no pot veure que un vot és teu, ni tan sols l’organització.",
  "seen-sealed":
    "El que votes queda segellat fins que s’acaba la votació. Per mirar-ho abans, diversos guardians independents haurien de trencar les regles plegats.",
  "seen-clear": "El que algú ha votat és públic de seguida, però no qui ha estat.",
  "seen-public": "Tothom pot veure que una persona més ha votat, i quan.",
  "seen-address":
    "L’ordinador que rep el teu vot veu la teva adreça d’internet. Si això et preocupa, fes servir una xarxa que l’amagui, o desa el vot en un fitxer i deixa que l’enviï algú altre.",
  "not-anonymous-title": "Aquesta elecció no és secreta",
  "not-anonymous":
    "Els vots se signen amb el nom de qui vota, i aquesta pàgina és només per a vots secrets. Pregunta a l’organització com es vota.",
  "other-ways": "Altres maneres",
  "send-file-link": "Envia un vot que vaig desar en un fitxer",
  preparing: "Es prepara mentre llegeixes",
  prepared: "Tot és a punt en aquest dispositiu.",
  "preparing-bytes": "Es prepara: {done} de {total} MB",

  "voted-title": "Has votat en aquest dispositiu",
  "voted-when": "El {when}",
  "voted-title-elsewhere": "Ja has votat",
  "voted-elsewhere":
    "El teu vot ja està registrat. No es va enviar des d’aquest dispositiu, i per això aquesta pàgina no el pot mostrar.",
  "voted-left": {
    one: "El pots canviar {n} vegada més. Només compta el teu últim vot.",
    other: "El pots canviar {n} vegades més. Només compta el teu últim vot.",
  },
  "voted-final": "Ja no es pot canviar.",
  "voted-receipt": "Baixa el justificant",
  "pending-title": "En aquest dispositiu es va fer un vot que potser no ha arribat",
  "pending-text":
    "Envia’l un altre cop per estar-ne segur. És el mateix vot i mai no es compta dues vegades.",
  "pending-send": "Envia’l un altre cop",

  "identity-title": "Com t’identifiques?",
  "identity-hint":
    "La llista de votants té un codi per a cada persona. Demostres que un dels codis és teu sense mostrar quin.",
  "identity-file": "Tinc un fitxer de recuperació",
  "identity-file-hint":
    "Un fitxer petit que acaba en .json. El vas desar abans, o te’l va donar l’organització.",
  "identity-wallet": "Amb la meva cartera de criptomonedes",
  "identity-wallet-hint": "La cartera crea el teu codi amb dues signatures. No costa res.",
  "identity-new": "Encara no tinc res",
  "identity-new-hint": "Aquesta pàgina et crea un codi i tu l’inscrius.",
  "identity-choose": "Tria com t’identifiques",
  "file-title": "El teu fitxer de recuperació",
  "file-label": "Tria el fitxer",
  "file-hint": "Es queda en aquest dispositiu.",
  "file-paste": "Enganxa’n el text",
  "file-paste-label": "Text del fitxer",
  "file-missing": "Tria el teu fitxer de recuperació o enganxa’n el text",
  "file-wrong": "Això no és un fitxer de recuperació. Tria el que vas desar quan es va crear el teu codi.",
  "wallet-none":
    "No s’ha trobat cap cartera en aquest navegador. Instal·la’n una, o obre aquest enllaç al navegador de la teva cartera.",
  "wallet-use": "Fes servir {name}",
  "wallet-working": "S’espera la teva cartera. Mira’n la finestra.",
  "keep-title": "Vols desar el teu codi en aquest dispositiu?",
  "keep-hint": "Així pots tornar, veure què has votat i canviar-ho.",
  "keep-yes": "Sí, en aquest dispositiu",
  "keep-yes-hint": "Només si no el fa servir ningú més.",
  "keep-sealed": "Sí, protegit amb una contrasenya",
  "keep-sealed-hint": "La necessitaràs cada vegada. Ningú no la pot restablir.",
  "keep-no": "No, oblida’l quan tanqui aquesta pàgina",
  "keep-no-hint": "El més adequat en un dispositiu compartit. Conserva el teu fitxer de recuperació.",
  "keep-choose": "Tria si vols desar el teu codi en aquest dispositiu",
  passphrase: "Contrasenya",
  "passphrase-hint": "Com a mínim 12 caràcters. Tres o quatre paraules a l’atzar van bé.",
  "passphrase-short": "La contrasenya necessita com a mínim 12 caràcters",
  "passphrase-wrong": "Aquesta no és la contrasenya. Comprova-la i torna-ho a provar.",
  "unlock-title": "Desbloqueja el teu codi",
  "unlock-text": "El teu codi està bloquejat en aquest dispositiu.",
  unlock: "Desbloqueja",
  "forget-title": "Esborra el teu codi d’aquest dispositiu",
  "forget-text":
    "S’esborren el teu codi i els justificants dels teus vots. Desa abans els justificants i conserva el fitxer de recuperació: ningú més no et pot tornar el codi. Un vot que espera aquí no s’envia.",
  forget: "Esborra’l d’aquest dispositiu",
  "checking-title": "Et busquem a la llista",
  "checking-label": "La llista sencera es llegeix en aquest dispositiu, perquè ningú no sàpiga qui busca",

  "question-caption": "Pregunta {i} de {n}",
  "question-choose": "Tria una resposta",
  "question-many": { one: "Tria {n} resposta.", other: "Tria {n} respostes." },
  "question-many-wrong": { one: "Has de triar {n} resposta", other: "Has de triar {n} respostes" },
  "points-hint": "Dona punts a cada resposta, de 0 a {most}.",
  "points-total": "En total poden costar {total}.",
  "points-wrong": "Dona a cada resposta un nombre enter de 0 a {most}",
  "points-cost": "És més del que pots donar en total. Dona menys punts.",
  "ballot-wrong": "Aquesta combinació de respostes no està permesa. Canvia-la.",
  "petition-sign": "Ho signo",

  "review-title": "Comprova el teu vot",
  "review-text": "No s’ha enviat res. Encara ho pots canviar tot.",
  "review-weight": "Pes del teu vot",
  "weight-all": "{weight} (tot)",
  "weight-part": "{weight} de {all}",
  "hidden-title": "Fins a quin punt estàs amagat",
  "hidden-size": {
    one: "Només {n} persona de la llista pot haver emès aquest vot.",
    other: "Qualsevol de {n} persones de la llista pot haver emès aquest vot.",
  },
  "hidden-good": "Això t’amaga bé.",
  "hidden-small": "Són poques: qui conegui les persones de la llista podria endevinar que has estat tu.",
  "hidden-same": {
    one: "Només {n} persona té exactament el pes que fas servir, i gairebé tothom fa servir el seu sencer.",
    other:
      "Només {n} persones tenen exactament el pes que fas servir, i gairebé tothom fa servir el seu sencer.",
  },
  "hidden-safer": "Amb un pes de {weight} t’amagues entre més persones.",
  "hidden-nobody": "Encara no ha votat ningú. Si esperes que votin altres persones, estaràs més amagat.",
  "hidden-few": {
    one: "Fins ara només ha votat {n} persona. Si esperes que en votin més, estaràs més amagat.",
    other: "Fins ara només han votat {n} persones. Si esperes que en votin més, estaràs més amagat.",
  },
  cast: "Emet el meu vot",
  "save-file": "Desa’l en un fitxer",
  "save-file-go": "Desa el vot en un fitxer",
  "save-file-text":
    "El fitxer conté el teu vot acabat. No mostra qui ets. Qualsevol el pot enviar, des de qualsevol dispositiu, fins que s’acabi la votació. Mentrestant no està emès.",

  "sending-title": "S’emet el teu vot",
  "step-loading": "Es baixen els fitxers que el demostren: {done} de {total} MB",
  "step-witness": "Es comprova el teu lloc a la llista",
  "step-proof": "Es demostra que pots votar sense mostrar qui ets",
  "step-sending": "S’envia. No tanquis aquesta pàgina fins que digui que el teu vot està registrat.",
  "sending-cancel": "Atura-ho. No s’ha enviat res",
  "not-cast-title": "El teu vot no està emès",
  "maybe-cast-title": "No és segur que el teu vot hagi arribat",
  "maybe-cast-text": "Envia’l un altre cop. És el mateix vot i mai no es compta dues vegades.",

  "done-title": "El teu vot està registrat",
  "done-place": "És el número {index} del registre públic, al bloc {height}.",
  "done-signed":
    "{signers} dels {validators} ordinadors que acorden la cadena de votació han signat el justificant.",
  "done-receipt-title": "Conserva el teu justificant",
  "done-receipt-text":
    "Demostra que el teu vot és al registre. No diu què has votat, però qui el tingui pot trobar el teu vot al registre i llegir-l’hi quan els vots s’obrin. No l’ensenyis a ningú que no hagi de saber què has votat.",
  "done-receipt": "Desa el justificant",
  "done-qr": "O escaneja aquest codi amb el telèfon per comprovar-lo allà",
  "done-qr-label": "Codi QR amb un enllaç que comprova el teu justificant",
  "done-check": "Comprova ara el justificant",
  "done-next-title": "Què passa ara",
  "done-next-sealed":
    "Quan s’acabi la votació, els guardians obriran tots els vots alhora i tothom els podrà comptar.",
  "done-next-clear": "Quan s’acabi la votació, tothom podrà comptar els vots.",
  "done-unkept": "Aquest dispositiu no desa el teu vot. Desa el justificant abans de tancar la pàgina.",

  "send-file-wrong": "Això no és un vot, o s’ha modificat. Desa’l un altre cop al dispositiu on es va fer.",
  send: "Envia’l",

  "preflight-wasm":
    "Aquest navegador no executa WebAssembly, que cal per a la prova. Pot estar apagat en un mode protegit: fes servir un altre navegador o permet-lo per a aquesta pàgina.",
  "preflight-worker":
    "Aquest navegador és massa antic per a aquesta pàgina. Actualitza’l o fes-ne servir un altre.",
  "preflight-secure":
    "Aquesta pàgina no s’ha obert amb una connexió segura (https). Fes servir l’enllaç de l’organització.",
  "preflight-memory":
    "Aquest dispositiu té poca memòria. Si la pàgina s’atura, tanca altres aplicacions i torna-ho a provar.",
  "preflight-storage":
    "Aquest navegador no desa res per a aquesta pàgina, potser perquè és una finestra privada. Pots votar, però desa el justificant abans de tancar-la.",

  "error-node-down":
    "Els ordinadors de l’elecció no responen. Comprova la connexió i torna-ho a provar. No s’ha perdut res.",
  "error-wrong-network":
    "L’ordinador d’aquest enllaç és d’una altra cadena de votació. No votis amb aquest enllaç: demana el correcte a l’organització.",
  "error-no-election":
    "L’elecció d’aquest enllaç no existeix, o encara no. Comprova l’enllaç o prova-ho més tard.",
  "error-lies":
    "El que l’ordinador diu d’aquesta elecció no concorda amb les proves. No votis amb aquest enllaç i avisa l’organització.",
  "error-text": "No s’han pogut llegir les preguntes d’aquesta elecció. Avisa l’organització.",
  "error-text-missing":
    "L’ordinador encara no té les preguntes d’aquesta elecció. Prova-ho d’aquí a uns minuts o avisa l’organització.",
  "error-link": "Aquest enllaç no és complet o s’ha modificat. Copia sencer l’enllaç de l’organització.",
  "error-ended": "La votació s’ha acabat. Ja no s’accepten vots.",
  "error-canceled": "Aquesta elecció s’ha anul·lat.",
  "error-not-open": "La votació no és oberta en aquest moment.",
  "error-paused": "La votació està en pausa. Prova-ho més tard: el teu vot es queda en aquesta pàgina.",
  "error-not-listed":
    "El teu codi no és a la llista de votants d’aquesta elecció. Comprova que has triat el fitxer o el compte correctes. Si és així, pregunta a l’organització.",
  "error-proofs":
    "No s’han pogut baixar els fitxers que demostren el teu vot. Comprova la connexió i torna-ho a provar: el que ja ha arribat es conserva.",
  "error-forged":
    "Un fitxer que demostra el teu vot no és el que va anunciar l’organització. No s’ha fet servir. Avisa l’organització.",
  "error-other-key":
    "Els fitxers d’aquest enllaç són d’altres claus que les de l’elecció. Avisa l’organització.",
  "error-census":
    "La llista de votants que ha arribat no és la d’aquesta elecció. Torna-ho a provar i, si continua igual, avisa l’organització.",
  "error-key":
    "La clau que segella els vots no és la dels guardians. No votis amb aquest enllaç i avisa l’organització.",
  "error-memory": "Aquest dispositiu no té prou memòria. Tanca altres aplicacions o fes-ne servir un altre.",
  "error-busy": "Els ordinadors de l’elecció estan ocupats. Prova-ho d’aquí a un minut.",
  "error-superseded": "Ja hi ha registrat un vot teu posterior. Comença de nou per canviar-lo.",
  "error-registered":
    "Aquest compte ja ha inscrit un altre codi. Prem un altre cop per posar aquest en lloc seu.",
  "error-registration-over": "La inscripció és tancada.",
  "error-refused":
    "Els ordinadors de l’elecció no ho han acceptat. Comença de nou; si continua igual, avisa l’organització.",
  "error-receipt": "Això no és un justificant d’aquesta elecció, o s’ha modificat.",
  "error-wallet-declined": "Ho has rebutjat a la cartera. No s’ha fet res. Torna-ho a provar quan vulguis.",
  "error-wallet-chain":
    "La cartera és en una altra xarxa i no coneix aquesta. Afegeix la xarxa número {chain} a la cartera i torna-ho a provar.",
  "error-wallet":
    "La cartera no ho ha pogut fer. Obre-la, comprova que està desbloquejada i torna-ho a provar.",
  "error-wallet-kind":
    "Aquesta cartera no serveix: signa de manera diferent cada vegada. Fes servir un compte corrent.",
  "error-storage":
    "Aquest navegador no desa res per a aquesta pàgina. Tria no desar el teu codi, o fes servir una altra finestra.",
  "error-worker":
    "La part de la pàgina que fa la prova s’ha aturat. Torna a carregar la pàgina i prova-ho de nou.",
  "error-unexpected":
    "Ha fallat alguna cosa que no havia de fallar. Torna a carregar la pàgina i prova-ho de nou. Si continua igual, avisa l’organització.",

  "check-page": "Comprova un justificant",
  "check-unfound":
    "Els ordinadors de l’elecció només donen el justificant d’un vot que compta. Un vot que es va canviar després no es mostra així: comprova el fitxer del seu justificant.",

  "organise-page": "Organitza",

  "contribute-page": "Contribuir",

  "observe-page": "Observa",
};
