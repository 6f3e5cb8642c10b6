/** The words of relays in Catalan. */
import type { Translation } from "../../../shared/message.js";
import type { en } from "./network-en.js";

export const ca: Translation<typeof en> = {
  "way-relay":
    "El teu vot passa per {relay}, un intermediari: l’ordinador que rep el vot no veu la teva adreça d’internet.",
  "sees-title": "Què veuen els altres del teu vot mentre viatja",
  "sees-relay":
    "{relay} porta el teu vot. Veu la teva adreça d’internet i l’hora. No pot llegir el que envies.",
  "sees-node":
    "{node} rep el teu vot. Veu el vot, que no porta cap nom, i l’hora. No veu la teva adreça d’internet.",
  "sees-both": "Si s’ho expliquen l’un a l’altre, saben quin vot ha sortit de la teva adreça.",
  "sees-opened":
    "Els porten dos operadors diferents de la cadena de votació: ho diuen les seves llistes. Quan has obert aquesta pàgina, els ordinadors del teu enllaç també han vist la teva adreça. Saben que algú d’allà ha mirat aquesta elecció, no que hi hagi votat.",
  "sees-named": "El teu enllaç anomena l’intermediari. Aquesta pàgina no pot veure qui el gestiona.",
  "sees-files":
    "Qui serveix aquesta pàgina, i els fitxers que demostren el teu vot, veu la teva adreça i que els has baixat. Cap d’ells no rep el teu vot.",
  "sees-direct":
    "{node} rep el teu vot. Veu el vot, que no porta cap nom, l’hora i la teva adreça d’internet. No hi ha cap intermediari.",
  "checked-relay":
    "La comprovació també passa per {relay}: l’ordinador que dona el justificant no veu la teva adreça d’internet.",
  "checked-direct":
    "Allà {node} dona el justificant. Veu l’adreça d’internet de qui pregunta per aquest vot.",
  "stuck-title": "L’intermediari no respon",
  "stuck-relay":
    "Aquesta pàgina pregunta i envia a través de {relay}, perquè l’ordinador que rep el vot no vegi la teva adreça d’internet. D’allà no ha arribat cap resposta.",
  "stuck-none":
    "Aquesta elecció té intermediaris, que amaguen la teva adreça d’internet a l’ordinador que rep el vot. Ara mateix no en funciona cap.",
  "stuck-not-sent": "No s’ha enviat res.",
  "stuck-maybe-sent":
    "No és segur que el teu vot hagi arribat. Si continues, s’envia el mateix vot una altra vegada. No es compta mai dues vegades.",
  "stuck-looking": "S’està buscant un camí",
  "stuck-again": "No respon cap intermediari. Torna-ho a provar d’aquí a una estona, o continua sense.",
  "stuck-other-title": "Fes servir un intermediari",
  "stuck-other-text": "Aquesta pàgina en busca un altre i torna a provar aquest. Ningú no veu més que abans.",
  "stuck-other": "Busca un altre intermediari",
  "stuck-direct-title": "O continua sense intermediari",
  "stuck-direct-text":
    "Llavors {node} veu la teva adreça d’internet juntament amb el teu vot. El vot no porta cap nom, però qui sap de qui és l’adreça pot saber de qui és el vot. Si això t’amoïna, torna més tard.",
  "stuck-direct-named":
    "Llavors {node} veu la teva adreça d’internet juntament amb el teu compte i el teu vot.",
  "stuck-direct": "Continua sense intermediari",
};
