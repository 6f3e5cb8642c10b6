/** The last look before a vote goes out: the answers, each with its way back, and how well it hides its voter. */
import { useEffect } from "preact/hooks";
import { SMALL_ANONYMITY_SET } from "../../../src/census/index.js";
import {
  Back,
  Button,
  Details,
  LinkButton,
  type Row,
  SummaryList,
  Title,
  useWords,
  Warning,
} from "../../shared/components.js";
import { answersOf } from "../answers.js";
import type { ScreenProps } from "../props.js";
import type { Session } from "../session.js";
import { Later } from "./later.js";
import { Network } from "./network.js";

function Hidden({ session }: { readonly session: Session }) {
  const { t } = useWords();
  const { anonymity, state, weight } = session;
  if (!anonymity) return null;
  const { size, sameWeight, saferWeight } = anonymity;
  const small = size < SMALL_ANONYMITY_SET;
  const rare = !small && sameWeight < SMALL_ANONYMITY_SET;
  const few = state!.voters < SMALL_ANONYMITY_SET;
  return (
    <section class={small ? "hiding small" : "hiding"}>
      <h2>{t("hidden-title")}</h2>
      <meter
        min={0}
        max={2 * SMALL_ANONYMITY_SET}
        low={SMALL_ANONYMITY_SET}
        optimum={2 * SMALL_ANONYMITY_SET}
        value={Math.min(size, state!.voters, 2 * SMALL_ANONYMITY_SET)}
        aria-label={t("hidden-title")}
      />
      <p>
        {t("hidden-size", { n: size })} {small ? t("hidden-small") : !few && t("hidden-good")}
      </p>
      {rare && <p>{t("hidden-same", { n: sameWeight })}</p>}
      {(small || rare) && saferWeight !== undefined && saferWeight < weight && (
        <p>{t("hidden-safer", { weight: saferWeight })}</p>
      )}
      {few && <p>{state!.voters === 0 ? t("hidden-nobody") : t("hidden-few", { n: state!.voters })}</p>}
    </section>
  );
}

export function Review({ session, places }: ScreenProps) {
  const words = useWords();
  const { t } = words;
  const { election, voter } = session;
  useEffect(() => {
    void session.hide().catch(() => {});
    // The proof begins now: it is ready when the voter has looked. Its error is told on the next page.
    session.prove().ready.catch(() => {});
  }, [session]);
  const { layout } = election!;
  const change = (i: number) => (
    <LinkButton
      onClick={() =>
        places.go({ screen: "question", question: layout === "single-choice" ? i : 0, review: true })
      }
    >
      {t("change")}
      <span class="unseen"> {rows[i]!.key}</span>
    </LinkButton>
  );
  const rows: Row[] = answersOf(election!, session.votes, words);
  const all = voter!.weight!;
  const weighty: Row[] =
    all === 1n
      ? []
      : [
          {
            key: t("review-weight"),
            value:
              session.weight === all
                ? t("weight-all", { weight: all })
                : t("weight-part", { weight: session.weight, all }),
            action: (
              <LinkButton onClick={() => places.go({ screen: "weight" })}>
                {t("change")}
                <span class="unseen"> {t("review-weight")}</span>
              </LinkButton>
            ),
          },
        ];
  return (
    <>
      <Back onClick={places.back} />
      <Title>{t("review-title")}</Title>
      {/* Who votes again after an uncertain vote has sent something. */}
      {!session.kept?.pending && <p>{t("review-text")}</p>}
      {session.loading.state === "ready" && session.loading.value.insecure && (
        <Warning>
          <p>{t("insecure")}</p>
        </Warning>
      )}
      <SummaryList rows={[...rows.map((row, i) => ({ ...row, action: change(i) })), ...weighty]} />
      <Hidden session={session} />
      <Button onClick={() => places.go({ screen: "send" })}>{t("cast")}</Button>
      <Network session={session} places={places} screen="Seen" />
      <Later session={session} places={places} screen="Offer" />
      <Details summary={t("save-file")}>
        <p>{t("save-file-text")}</p>
        <Button kind="plain" onClick={() => places.go({ screen: "saved" })}>
          {t("save-file-go")}
        </Button>
      </Details>
    </>
  );
}
