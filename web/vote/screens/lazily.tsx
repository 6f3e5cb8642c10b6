/** Screens that only some voters see: they are loaded with their words when they are shown. */
import type { FunctionComponent } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Button, Progress, useWords } from "../../shared/components.js";
import { type OwnMessages, type Words, wordsOf } from "../../shared/i18n.js";
import { type ErrorShown, errorShown } from "../../shared/rpc.js";
import { Problem } from "../../shared/task.js";
import type { ScreenProps } from "../props.js";

/** @typeParam Key of the words of their folder */
export interface OwnProps<Key extends string> extends ScreenProps {
  readonly own: Words<Key>;
}

/** @param messages in each language. @returns a component that shows one of the screens by its name */
export function lazily<Key extends string, Name extends string>(
  load: () => Promise<Readonly<Record<Name, FunctionComponent<OwnProps<Key>>>>>,
  messages: OwnMessages<Key>,
) {
  type Loaded = { readonly screens: Awaited<ReturnType<typeof load>>; readonly own: Words<Key> };
  return function Lazy({ screen, ...props }: ScreenProps & { readonly screen: Name }) {
    const { t, language } = useWords();
    const [loaded, setLoaded] = useState<Loaded>();
    const [error, setError] = useState<ErrorShown>();
    const fetchAll = useCallback(() => {
      setError(undefined);
      Promise.all([load(), messages[language]()]).then(
        ([screens, words]) => setLoaded({ screens, own: wordsOf(language, words) }),
        (cause: unknown) => setError(errorShown(cause)),
      );
    }, [language]);
    useEffect(fetchAll, [fetchAll]);
    if (error)
      return (
        <>
          <Problem error={error} />
          <Button onClick={fetchAll}>{t("try-again")}</Button>
        </>
      );
    if (!loaded) return <Progress label={t("opening-label")} />;
    const Screen: FunctionComponent<OwnProps<Key>> = loaded.screens[screen];
    return <Screen {...props} own={loaded.own} />;
  };
}
