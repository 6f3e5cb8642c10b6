/**
 * A voter in the page itself, who reads nothing and goes on as soon as the page lets them. Runs before the page's own script.
 * `globalThis.visit` is `{ identity, choice, reading }`: an identity's document, a choice's words, and how many milliseconds the review is looked at.
 * `globalThis.outcome` has the milliseconds since navigation at which things happened.
 */
(() => {
  const { identity, choice, reading } = globalThis.visit;
  const marks = {};
  const elements = (selector) => [...document.querySelectorAll(selector)];
  const heading = () => document.querySelector("h1")?.textContent ?? "";
  const withWords = (words) => () =>
    elements("button, summary, label").find(
      (one) => one.textContent.trim().startsWith(words) && !one.disabled,
    );

  /** Resolves with what `find` gives, as soon as it gives something. */
  const appears = (find) =>
    new Promise((resolve) => {
      const look = () => {
        const found = document.body && find();
        if (!found) return false;
        observer.disconnect();
        resolve(found);
        return true;
      };
      const observer = new MutationObserver(look);
      if (!look())
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
  const sees = (words) => appears(() => heading().includes(words));
  const click = async (words) => (await appears(withWords(words))).click();
  const mark = (name) => {
    marks[name] = performance.now();
  };

  async function vote() {
    await appears(withWords("Start now"));
    mark("shown");
    await click("Start now");
    await sees("How do you identify yourself?");
    await click("I have a recovery file");
    await click("Continue");
    await sees("Your recovery file");
    await click("Paste its text instead");
    const field = await appears(() => document.getElementById("pasted"));
    field.value = identity;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await click("Continue");
    await sees("Keep your code on this device?");
    await click("No, forget it when I close this page");
    await click("Continue");
    await click(choice);
    await click("Continue");
    await sees("Check your vote");
    mark("review");
    await new Promise((resolve) => setTimeout(resolve, reading));
    await click("Cast my vote");
    mark("sent");
    await sees("Your vote is recorded");
    mark("recorded");
    return marks;
  }
  vote().then((outcome) => {
    globalThis.outcome = outcome;
  });
})();
