/**
 * A script of the old kind, which runs where modules do not: of a page that is a file, in Chromium, and in browsers that are too old. It shows what the page has to say if its own script has not
 * started soon after everything was loaded.
 */
const PATIENCE = 2000;

addEventListener("load", () => {
  setTimeout(() => document.querySelector(".unstarted")?.classList.remove("unstarted"), PATIENCE);
});
