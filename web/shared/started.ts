/**
 * A script of the old kind, which runs where modules do not: of a page that is a file, in Chromium, and in browsers that are too old. If a page is a file and has not started,
 * it loads the page's script of the old kind, which the build makes (scripts/web/classic.ts). If nothing has started soon after everything was loaded, it shows what the page says then.
 */
const PATIENCE = 2000;

// Modules that run have run by now: they come first in the document.
if (location.protocol === "file:" && !("started" in document.documentElement.dataset)) {
  const script = document.createElement("script");
  script.src = document.currentScript!.dataset.classic!;
  document.head.append(script);
}

addEventListener("load", () => {
  setTimeout(() => document.querySelector(".unstarted")?.classList.remove("unstarted"), PATIENCE);
});
