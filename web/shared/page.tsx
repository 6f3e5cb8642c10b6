/** Starts a page: its language, its frame, its service worker. */
import { type ComponentChildren, render } from "preact";
import { useState } from "preact/hooks";
import { Frame, WordsContext } from "./components.js";
import {
  type Language,
  type MessageKey,
  type OwnMessages,
  preferredLanguage,
  useLanguage,
  type Words,
} from "./i18n.js";
import { SharedAddress } from "./shared-address.js";

function Page({
  first,
  name,
  own,
  children,
}: {
  readonly first: Words;
  readonly name: MessageKey;
  readonly own: readonly OwnMessages[];
  readonly children: ComponentChildren;
}) {
  const [words, setWords] = useState(first);
  const choose = (language: Language) => void useLanguage(language, true, own).then(setWords);
  return (
    <WordsContext.Provider value={words}>
      <Frame name={words.t(name)} onLanguage={choose} footer={<p>Psephos</p>}>
        <SharedAddress />
        {children}
      </Frame>
    </WordsContext.Provider>
  );
}

/** Shows `children` in the element #page. @param name of the page, for its header. @param own its own messages */
export async function startPage(
  name: MessageKey,
  children: ComponentChildren,
  ...own: readonly OwnMessages[]
): Promise<void> {
  document.documentElement.dataset.started = ""; // for started.ts
  const first = await useLanguage(preferredLanguage(), false, own);
  const root = document.getElementById("page")!;
  root.replaceChildren();
  render(
    <Page first={first} name={name} own={own}>
      {children}
    </Page>,
    root,
  );
}

/** Registers the service worker at the root of all pages: a later visit works without a connection. Where a browser has none, nothing is lost. */
export function registerServiceWorker(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(new URL("../sw.js", location.href)).catch(() => {});
}
