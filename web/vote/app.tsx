/** The voter's page: one screen at a time. */
import { useCallback, useEffect, useReducer, useState } from "preact/hooks";
import { Button, Progress, Title, useWords } from "../shared/components.js";
import { usePlaces } from "../shared/places.js";
import { type ErrorShown, errorShown } from "../shared/rpc.js";
import { Problem } from "../shared/task.js";
import { type Place, START } from "./places.js";
import type { ScreenProps } from "./props.js";
import { Question } from "./screens/ballot.js";
import { Code } from "./screens/code.js";
import { File } from "./screens/file.js";
import { Identity, IdentityFile, Keep, Unlock } from "./screens/identity.js";
import { Later } from "./screens/later.js";
import { Named } from "./screens/named.js";
import { Network } from "./screens/network.js";
import { Review } from "./screens/review.js";
import { Done, Send } from "./screens/send.js";
import { Start } from "./screens/start.js";
import { VotedElsewhere } from "./screens/voted.js";
import { Weight } from "./screens/weight.js";
import type { Session } from "./session.js";

const NEEDS_VOTER = new Set(["question", "review", "weight", "send", "saved", "later", "register", "voted"]);

function Screen({ place, ...props }: ScreenProps & { readonly place: Place }) {
  switch (place.screen) {
    case "start":
      return <Start {...props} />;
    case "identity":
      return <Identity {...props} />;
    case "account":
      return <Named {...props} screen="Account" />;
    case "file":
      return <IdentityFile {...props} />;
    case "wallet":
      return <Code {...props} screen="IdentityWallet" />;
    case "new":
      return <Code {...props} screen="NewIdentity" />;
    case "keep":
      return <Keep {...props} />;
    case "unlock":
      return <Unlock {...props} />;
    case "register":
      return <Code {...props} screen="Register" />;
    case "registered":
      return <Code {...props} screen="Registered" />;
    case "voted":
      return <VotedElsewhere {...props} />;
    case "question":
      return <Question {...props} question={place.question} review={place.review} />;
    case "weight":
      return <Weight {...props} screen="Weight" />;
    case "review":
      return props.session.election!.anonymous ? (
        <Review {...props} />
      ) : (
        <Named {...props} screen="NamedReview" />
      );
    case "send":
      return <Send {...props} />;
    case "saved":
      return <File {...props} screen="Saved" />;
    case "send-file":
      return <File {...props} screen="SendFile" />;
    case "later":
      return <Later {...props} screen="Choose" />;
    case "done":
      return <Done {...props} />;
  }
}

/** @param fragment of the address: the link */
export function App({ session, fragment }: { readonly session: Session; readonly fragment: string }) {
  const { t } = useWords();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [error, setError] = useState<ErrorShown>();
  useEffect(() => session.subscribe(() => redraw(undefined)), [session]);
  const open = useCallback(() => {
    setError(undefined);
    session.open(fragment).catch((cause: unknown) => setError(errorShown(cause)));
  }, [session, fragment]);
  useEffect(() => {
    if (fragment !== "") open();
  }, [open, fragment]);
  const mayReturn = useCallback(
    ({ screen }: Place) => {
      if (screen === "done") return session.recorded !== undefined;
      // A vote that is recorded is not sent again by the back button.
      if (session.recorded && screen !== "start") return false;
      // Nor is one changed that may have arrived: the start page sends it again.
      if (session.kept?.pending && ["review", "send", "saved", "later"].includes(screen)) return false;
      // A vote that waits is withdrawn first.
      if (session.kept?.waiting && screen !== "start") return false;
      // A vote by name is not made again without its wallet.
      if (screen === "send" && !session.election?.anonymous && !session.proving) return false;
      return session.voter !== undefined || !NEEDS_VOTER.has(screen);
    },
    [session],
  );
  const places = usePlaces(START, mayReturn);
  if (fragment === "")
    return (
      <>
        <Title>{t("no-link-title")}</Title>
        <p>{t("no-link")}</p>
      </>
    );
  if (session.stuck) return <Network session={session} places={places} screen="Stuck" />;
  if (error && !session.election)
    return (
      <>
        <Problem error={error} />
        <Title>{t("opening-title")}</Title>
        <Button onClick={open}>{t("try-again")}</Button>
      </>
    );
  if (!session.election)
    return (
      <>
        <Title>{t("opening-title")}</Title>
        <Progress label={t("opening-label")} />
      </>
    );
  return <Screen place={places.place} session={session} places={places} />;
}
