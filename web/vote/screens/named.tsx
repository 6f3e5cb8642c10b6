/** The screens of votes by name, loaded when an election takes such votes. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { Button, Progress, useWords } from "../../shared/components.js";
import { type Words, wordsOf } from "../../shared/i18n.js";
import { type ErrorShown, errorShown } from "../../shared/rpc.js";
import { Problem } from "../../shared/task.js";
import { NAMED, type NamedKey } from "../named/words.js";
import type { ScreenProps } from "../props.js";

type Screens = typeof import("../named/named-screens.js");
const loadScreens = () => import("../named/named-screens.js");

export function Named({ screen, ...props }: ScreenProps & { readonly screen: keyof Screens }) {
  const { t, language } = useWords();
  const [loaded, setLoaded] = useState<{ readonly screens: Screens; readonly own: Words<NamedKey> }>();
  const [error, setError] = useState<ErrorShown>();
  const load = useCallback(() => {
    setError(undefined);
    Promise.all([loadScreens(), NAMED[language]()]).then(
      ([screens, messages]) => setLoaded({ screens, own: wordsOf(language, messages) }),
      (cause: unknown) => setError(errorShown(cause)),
    );
  }, [language]);
  useEffect(load, [load]);
  if (error)
    return (
      <>
        <Problem error={error} />
        <Button onClick={load}>{t("try-again")}</Button>
      </>
    );
  if (!loaded) return <Progress label={t("opening-label")} />;
  const Screen = loaded.screens[screen];
  return <Screen {...props} own={loaded.own} />;
}
