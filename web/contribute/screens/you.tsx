/** Step 2: the contributor's public name, and keys pressed at random. */
import { useState } from "preact/hooks";
import { isVisible } from "../../../src/errors/index.js";
import { Back, Button, ErrorSummary, type Fault, Title } from "../../shared/components.js";
import { Area, Field } from "../../shared/fields.js";
import { useOwnWords } from "../words.js";

export interface Person {
  readonly name: string;
  readonly typed: string;
}

/** A key's file has no room for more. */
const MOST = 64;

export function You({
  person,
  onChange,
  onBack,
  onNext,
}: {
  readonly person: Person;
  readonly onChange: (person: Person) => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
}) {
  const { t } = useOwnWords();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const submit = (event: Event) => {
    event.preventDefault();
    const name = person.name.trim();
    if (name !== "" && name.length <= MOST && isVisible(name)) return onNext();
    setFaults([{ field: "name", text: t(name === "" ? "name-missing" : "name-wrong") }]);
  };
  return (
    <>
      <Back onClick={onBack} />
      <ErrorSummary faults={faults} />
      <Title>{t("you-title")}</Title>
      <form noValidate onSubmit={submit}>
        <Field
          id="name"
          label={t("name-label")}
          hint={t("name-hint")}
          error={faults[0]?.text}
          autoComplete="off"
          dir="auto"
          value={person.name}
          onInput={({ currentTarget }) => onChange({ ...person, name: currentTarget.value })}
        />
        <Area
          id="typed"
          label={t("typed-label")}
          hint={t("typed-hint")}
          value={person.typed}
          spellcheck={false}
          onInput={(typed) => onChange({ ...person, typed })}
        />
        <Button type="submit">{t("continue")}</Button>
      </form>
    </>
  );
}
