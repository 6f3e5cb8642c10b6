/** How much of one's weight is used. Who has the same weight as most others never comes here. */
import { useState } from "preact/hooks";
import { type Fault, Title } from "../../shared/components.js";
import { Field } from "../../shared/fields.js";
import { Page } from "../screens/ballot.js";
import type { OwnProps } from "../screens/lazily.js";
import type { WeightKey } from "./words.js";

export function Weight({ session, places, own }: OwnProps<WeightKey>) {
  const all = session.voter!.weight!;
  const [typed, setTyped] = useState(`${session.weight}`);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const submit = () => {
    const right = /^[1-9]\d{0,38}$/.test(typed) && BigInt(typed) <= all;
    setFaults(right ? [] : [{ field: "weight", text: own.t("weight-wrong", { all }) }]);
    if (!right) return;
    session.chooseWeight(BigInt(typed));
    places.go({ screen: "review" });
  };
  return (
    <Page places={places} faults={faults} onSubmit={submit}>
      <Title>{own.t("weight-title")}</Title>
      <Field
        id="weight"
        label={own.t("weight-label")}
        hint={own.t("weight-hint", { all })}
        error={faults[0]?.text}
        inputMode="numeric"
        autoComplete="off"
        class="short"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
    </Page>
  );
}
