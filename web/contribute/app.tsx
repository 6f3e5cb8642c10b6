/** The contributor's page: four steps, from the ceremony to what is to be published. What was typed is kept on every way back. */
import { useEffect, useState } from "preact/hooks";
import type { Contribution, Overview } from "./maker.js";
import { Add } from "./screens/add.js";
import { Ceremony, type Given, sourceOf } from "./screens/ceremony.js";
import { Publish } from "./screens/publish.js";
import { type Step, Steps } from "./screens/steps.js";
import { type Person, You } from "./screens/you.js";

/** While it would lose something, the browser asks before it leaves the page. */
function useGuard(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [on]);
}

export function App() {
  const [step, setStep] = useState<Step>("ceremony");
  const [given, setGiven] = useState<Given>({ kind: undefined, address: "", files: [] });
  const [overview, setOverview] = useState<Overview>();
  const [person, setPerson] = useState<Person>({ name: "", typed: "" });
  const [busy, setBusy] = useState(false);
  const [contribution, setContribution] = useState<Contribution>();
  const [kept, setKept] = useState(false);
  useGuard(busy || (contribution !== undefined && !kept));
  const screen = () => {
    if (contribution) return <Publish contribution={contribution} onKept={setKept} />;
    if (step === "add" && overview)
      return (
        <Add
          source={sourceOf(given)}
          overview={overview}
          person={person}
          onBack={() => setStep("you")}
          onBusy={setBusy}
          onDone={(made) => {
            setPerson({ name: "", typed: "" });
            setContribution(made);
            setStep("publish");
          }}
        />
      );
    if (step === "you")
      return (
        <You
          person={person}
          onChange={setPerson}
          onBack={() => setStep("ceremony")}
          onNext={() => setStep("add")}
        />
      );
    return (
      <Ceremony
        given={given}
        onGive={setGiven}
        onFound={(found) => {
          setOverview(found);
          setStep("you");
        }}
      />
    );
  };
  return (
    <>
      <Steps at={step} />
      {screen()}
    </>
  );
}
