/** The organiser's page: one screen at a time. */
import { useCallback, useEffect, useReducer, useState } from "preact/hooks";
import { Button, Progress, Title } from "../shared/components.js";
import { usePlaces } from "../shared/places.js";
import { type ErrorShown, errorShown } from "../shared/rpc.js";
import { OwnProblem } from "./own-problem.js";
import type { Place, ScreenProps } from "./props.js";
import { Check } from "./screens/check.js";
import { Declare } from "./screens/declare.js";
import { Declared } from "./screens/declared.js";
import { Files } from "./screens/files.js";
import { Languages } from "./screens/languages.js";
import { Live } from "./screens/live.js";
import { Question } from "./screens/question.js";
import { Questions } from "./screens/questions.js";
import { Rules } from "./screens/rules.js";
import { Sheet } from "./screens/sheet.js";
import { Tasks } from "./screens/tasks.js";
import { Texts } from "./screens/texts.js";
import { Time } from "./screens/time.js";
import { Voters } from "./screens/voters.js";
import type { Session } from "./session.js";
import { useOwnWords } from "./words.js";

const SCREENS = {
  languages: Languages,
  texts: Texts,
  questions: Questions,
  rules: Rules,
  time: Time,
  voters: Voters,
  files: Files,
  check: Check,
  declare: Declare,
  declared: Declared,
  sheet: Sheet,
  live: Live,
  tasks: Tasks,
} as const;

/** Screens of what is declared already, whose draft cannot be changed any more. */
const AFTERWARDS: ReadonlySet<Place["screen"]> = new Set(["declared", "sheet", "live", "files"]);

/** Where the page begins. */
function startOf({ watched, progress }: Session): Place {
  if (watched) return { screen: "live" };
  if (progress.processId) return { screen: "declared" };
  return { screen: progress.sent ? "declare" : "tasks" };
}

function Screens({ session }: { readonly session: Session }) {
  const [start] = useState(() => startOf(session));
  const mayReturn = useCallback(
    ({ screen }: Place) => {
      if (session.watched) return screen === "live";
      if (session.progress.processId) return AFTERWARDS.has(screen);
      return session.progress.sent ? screen === "declare" : !AFTERWARDS.has(screen) || screen === "files";
    },
    [session],
  );
  const places = usePlaces<Place>(start, mayReturn);
  const { place } = places;
  const props: ScreenProps = { session, places };
  if (place.screen === "question") return <Question {...props} question={place.question} />;
  const One = SCREENS[place.screen];
  return <One {...props} />;
}

/** @param fragment of the address: the link of a voting chain, or of an election on it */
export function App({ session, fragment }: { readonly session: Session; readonly fragment: string }) {
  const { t } = useOwnWords();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [error, setError] = useState<ErrorShown>();
  useEffect(() => session.subscribe(() => redraw(undefined)), [session]);
  const open = useCallback(() => {
    setError(undefined);
    session.open(fragment, document.documentElement.lang).catch((cause) => setError(errorShown(cause)));
  }, [session, fragment]);
  useEffect(() => {
    if (fragment !== "") open();
  }, [open, fragment]);
  if (fragment === "")
    return (
      <>
        <Title>{t("no-chain-title")}</Title>
        <p>{t("no-chain")}</p>
      </>
    );
  if (error)
    return (
      <>
        <OwnProblem error={error} />
        <Title>{t("open-title")}</Title>
        <Button onClick={open}>{t("try-again")}</Button>
      </>
    );
  if (!session.chain)
    return (
      <>
        <Title>{t("open-title")}</Title>
        <Progress label={t("open-label")} />
      </>
    );
  return <Screens session={session} />;
}
