/** The voter's page: one screen at a time. */
import { useCallback, useEffect, useReducer, useState } from "preact/hooks";
import { Button, Progress, Title, useWords } from "../shared/components.js";
import { usePlaces } from "../shared/places.js";
import { type ErrorShown, errorShown } from "../shared/rpc.js";
import { Problem } from "../shared/task.js";
import { type Place, START } from "./places.js";
import type { ScreenProps } from "./props.js";
import { Question, Weight } from "./screens/ballot.js";
import { Identity, IdentityFile, IdentityWallet, Keep, NewIdentity, Unlock } from "./screens/identity.js";
import { Named } from "./screens/named.js";
import { Register, Registered, VotedElsewhere } from "./screens/register.js";
import { Review } from "./screens/review.js";
import { Done, Saved, Send } from "./screens/send.js";
import { SendFile } from "./screens/send-file.js";
import { Start } from "./screens/start.js";
import type { Session } from "./session.js";

const NEEDS_VOTER = new Set(["question", "review", "weight", "send", "saved", "register", "voted"]);

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
      return <IdentityWallet {...props} />;
    case "new":
      return <NewIdentity {...props} />;
    case "keep":
      return <Keep {...props} />;
    case "unlock":
      return <Unlock {...props} />;
    case "register":
      return <Register {...props} />;
    case "registered":
      return <Registered {...props} />;
    case "voted":
      return <VotedElsewhere {...props} />;
    case "question":
      return <Question {...props} question={place.question} review={place.review} />;
    case "weight":
      return <Weight {...props} />;
    case "review":
      return props.session.election!.anonymous ? (
        <Review {...props} />
      ) : (
        <Named {...props} screen="NamedReview" />
      );
    case "send":
      return <Send {...props} />;
    case "saved":
      return <Saved {...props} />;
    case "send-file":
      return <SendFile {...props} />;
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
      if (session.kept?.pending && ["review", "send", "saved"].includes(screen)) return false;
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
  if (error)
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
