/** The contributor's page in Catalan. */
import type { Translation } from "../../shared/message.js";
import type { en } from "./en.js";

export const ca: Translation<typeof en> = {
  steps: "Passos",
  "step-ceremony": "La cerimònia",
  "step-you": "Sobre tu",
  "step-add": "Comprovar i afegir",
  "step-publish": "Publicar",

  "ceremony-title": "Ajuda a fer segures les votacions",
  "ceremony-text":
    "Els vots secrets es demostren amb un fitxer que fan moltes persones, una darrere l’altra. Cadascuna hi afegeix un número secret i l’oblida. Si només una l’oblida de debò, ningú no pot falsificar vots.",
  "ceremony-how":
    "Aquesta pàgina comprova què han fet els altres i hi afegeix el teu número. Triga uns minuts. El teu número no surt mai d’aquesta pàgina.",
  "source-title": "On són els fitxers de la cerimònia?",
  "source-link": "Tinc l’enllaç de l’organització",
  "source-link-hint": "La pàgina baixa el que li cal.",
  "source-files": "Tinc els fitxers en aquest dispositiu",
  "source-files-hint": "Te’ls ha enviat l’organització, o els has baixat.",
  "source-choose": "Tria on són els fitxers",
  "address-label": "Enllaç de la cerimònia",
  "address-hint": "Comença per https:// i porta a la carpeta de la cerimònia.",
  "address-missing": "Escriu o enganxa l’enllaç de la cerimònia",
  "files-label": "Tria els fitxers",
  "files-hint":
    "Tria’ls tots alhora: la clau més nova (el nom acaba en .zkey) i, per a totes les comprovacions, també ceremony.json, el fitxer que acaba en .r1cs, powers.ptau i les declaracions.",
  "files-missing": "Tria els fitxers de la cerimònia",
  "files-kept": {
    one: "S’ha triat {n} fitxer.",
    many: "S’han triat {n} fitxers.",
    other: "S’han triat {n} fitxers.",
  },
  "looking-label": "S’està mirant què hi ha",

  "you-title": "Sobre tu",
  "name-label": "El teu nom",
  "name-hint":
    "És públic i queda per sempre en els fitxers de la cerimònia. Fes servir un nom pel qual et coneguin.",
  "name-missing": "Escriu el teu nom",
  "name-wrong": "Fes servir un nom de 64 caràcters corrents com a màxim, sense caràcters invisibles",
  "typed-label": "Escriu qualsevol cosa",
  "typed-hint":
    "Prem tecles a l’atzar una estona. El teu número es fa amb això i amb els números a l’atzar del dispositiu. No cal que ho recordis.",

  "add-title": "Comprovar i afegir la teva part",
  "add-source": "Cerimònia",
  "add-chosen": {
    one: "{n} fitxer d’aquest dispositiu",
    many: "{n} fitxers d’aquest dispositiu",
    other: "{n} fitxers d’aquest dispositiu",
  },
  "add-place": "El teu lloc",
  "add-place-value": "Número {place}",
  "add-name": "El teu nom",
  "add-fetch": "S’ha de baixar",
  "add-megabytes": "{size} MB",
  "add-lacking": "Amb aquests fitxers no es pot comprovar tot:",
  "add-lacking-do":
    "Pots afegir la teva part igualment. És millor demanar a l’organització els fitxers que falten i triar-los també.",
  "add-go": "Comprova i afegeix la meva part",
  "add-keep": "No tanquis aquesta pàgina fins que acabi.",
  "add-stop": "Atura. No s’ha afegit res",
  "stage-fetching": "S’estan baixant els fitxers de la cerimònia",
  "stage-checking": "S’està comprovant què han fet els altres",
  "stage-adding": "S’està afegint la teva part",
  "not-added": "No s’ha afegit res",

  "added-title": "La teva part s’ha afegit",
  "done-text": "El teu número secret s’ha oblidat. Queden dues coses per fer.",
  "done-unchecked": "No s’ha pogut comprovar tot:",
  "done-unchecked-do":
    "La teva part és bona, però potser no ho és allò a què s’ha afegit. Digues a l’organització que això no s’ha comprovat.",
  "save-title": "1. Envia aquests fitxers a l’organització",
  "save-text": "Només existeixen en aquesta pàgina. Si la tanques abans de desar-los, la teva part es perd.",
  "save-key": "Desa la clau amb la teva part",
  "save-attestation": "Desa la teva declaració",
  "save-listing": "Desa la llista nova de fitxers",
  saved: "Desat",
  "words-title": "2. Publica aquestes paraules",
  "words-text":
    "Publica-les on et coneguin: al teu web o en un missatge públic. Així tothom pot veure que la teva part és al fitxer acabat.",
  "words-label": "Paraules per publicar",
  copy: "Copia les paraules",
  copied: "Copiat",
  "copy-failed": "El navegador no ho permet. Selecciona les paraules i copia-les.",
  "done-close": "Quan hagis fet totes dues coses, tanca aquesta pàgina.",
  "checked-title": "Què s’ha comprovat abans d’afegir la teva part",
  "before-title": "Qui hi ha afegit una part abans",
  "before-nobody": "Ningú: la teva és la primera.",
  "before-unnamed": "(sense nom)",

  "checked-listed": "{file} és el fitxer que l’organització té a la llista.",
  "checked-attestations":
    "De {contributions} parts anteriors, {attested} són com les van publicar els seus autors; {signed} d’aquestes estan signades.",
  "checked-key":
    "Tot el que hi ha a la clau se segueix de {circuit} i powers.ptau, i de les parts anteriors.",
  "checked-powers": "Cada punt de powers.ptau.",
  "unchecked-listed": "Si la clau és la que l’organització té a la llista. Cal ceremony.json.",
  "unchecked-attestations":
    "Si les parts anteriors són com les van publicar els seus autors. Calen les seves declaracions.",
  "unchecked-files":
    "Si la clau es va fer per al programa correcte. Calen powers.ptau i un sol fitxer que acabi en .r1cs.",
  "unchecked-memory":
    "Si la clau es va fer per al programa correcte. powers.ptau és massa gran per a una pàgina: l’ordre psephos ho pot comprovar.",

  "fault-address":
    "Això no és l’enllaç d’una cerimònia. Copia tot l’enllaç de l’organització: comença per https://",
  "fault-file-link":
    "Aquest enllaç porta a un sol fitxer. Dona l’enllaç de la carpeta on és; o baixa el fitxer, torna enrere i tria «Tinc els fitxers en aquest dispositiu».",
  "fault-http":
    "Aquest enllaç comença per http://. No és segur, i aquesta pàgina no el pot obrir. Demana a l’organització un enllaç que comenci per https://, o baixa els fitxers tu i tria «Tinc els fitxers en aquest dispositiu».",
  "fault-missing":
    "L’ordinador d’aquest enllaç respon, però no té aquest fitxer. Comprova que l’enllaç sigui correcte i complet, o pregunta-ho a l’organització.",
  "fault-answer":
    "L’ordinador d’aquest enllaç respon amb un error. Torna-ho a provar més tard, o avisa l’organització.",
  "fault-unreachable":
    "L’ordinador d’aquest enllaç no respon, o no deixa que aquesta pàgina el llegeixi. Comprova la connexió i torna-ho a provar. Si continua igual, baixa els fitxers tu i tria «Tinc els fitxers en aquest dispositiu».",
  "fault-broken-off":
    "La connexió s’ha tallat. El que ja ha arribat es conserva: torna-ho a provar i continuarà des d’allà.",
  "fault-html":
    "Ha arribat una pàgina web on hi hauria d’haver un fitxer de la cerimònia. Comprova l’enllaç, o pregunta-ho a l’organització.",
  "fault-other-file":
    "Un fitxer no és el que l’organització té a la llista. No s’ha fet servir. Avisa l’organització.",
  "fault-listing": "La llista de fitxers de la cerimònia no està en ordre. Avisa l’organització.",
  "fault-phase":
    "Aquesta cerimònia encara és a la primera meitat, que demana l’ordre psephos: psephos setup contribute, amb l’enllaç.",
  "fault-no-key": "No hi ha cap clau entre aquests fitxers. Tria el fitxer més nou que acabi en .zkey.",
  "fault-two": "Aquests fitxers són de més d’una cerimònia. Tria els d’una de sola.",
  "fault-too-large": "La clau passa de 2 GiB, massa gran per a una pàgina. Fes servir l’ordre psephos.",
  "fault-closed": "Aquesta cerimònia s’ha acabat. No s’hi poden afegir més parts.",
  "fault-files":
    "Els fitxers de la cerimònia no encaixen, i per això no s’hi ha afegit res. Avisa l’organització i ensenya-li els detalls de sota.",
  "fault-cut": "Un fitxer no és complet. Torna’l a baixar, o avisa l’organització.",
  "fault-attestation":
    "El que va publicar una persona anterior no encaixa amb la clau. No s’ha afegit res. Avisa l’organització.",
  "fault-memory":
    "Aquest dispositiu no té prou memòria. Tanca altres aplicacions, o fes servir un altre dispositiu.",
  "fault-worker":
    "La part de la pàgina que calcula s’ha aturat. Torna-ho a provar. Si continua igual, fes servir un altre navegador.",
  "fault-wasm":
    "Aquest navegador no executa WebAssembly, que cal per calcular. En un mode protegit pot estar desactivat: fes servir un altre navegador, o permet-lo per a aquesta pàgina.",
  "fault-unexpected":
    "Ha passat una cosa que no hauria d’haver passat. Torna-ho a provar. Si continua igual, avisa l’organització i ensenya-li els detalls de sota.",
};
