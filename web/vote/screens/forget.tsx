/** The way to remove what this device keeps: two steps, because nobody can bring it back. */
import { Button, Details, useWords } from "../../shared/components.js";
import { useTask } from "../../shared/task.js";
import type { ScreenProps } from "../props.js";

export function Forget({ session, places }: ScreenProps) {
  const { t } = useWords();
  const task = useTask();
  const forget = () =>
    task.run(async () => {
      await session.forget();
      places.replace({ screen: "start" });
    });
  return (
    <Details summary={t("forget-title")}>
      <p>{t("forget-text")}</p>
      <Button kind="danger" disabled={task.busy} onClick={forget}>
        {t("forget")}
      </Button>
    </Details>
  );
}
