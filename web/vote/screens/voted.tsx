/** This identity has voted, and this device does not know what; or it may not vote again. */
import { Back, Button, Title, useWords } from "../../shared/components.js";
import type { ScreenProps } from "../props.js";

export function VotedElsewhere({ session, places }: ScreenProps) {
  const { t } = useWords();
  const { left } = session;
  const here = session.kept!.recorded.length > 0;
  return (
    <>
      <Back onClick={places.back} />
      <Title>{t(here ? "voted-title" : "voted-title-elsewhere")}</Title>
      {!here && <p>{t("voted-elsewhere")}</p>}
      <p>{left > 0 ? t("voted-left", { n: left }) : t("voted-final")}</p>
      {left > 0 && (
        <Button onClick={() => places.go({ screen: "question", question: 0, review: false })}>
          {t("start-again")}
        </Button>
      )}
    </>
  );
}
