"use client";
import { useEffect, useState } from "react";
import { proveFrom } from "../../shared/bundled.mjs";

export default function Page() {
  const [outcome, setOutcome] = useState("proving");
  useEffect(() => {
    proveFrom(new URL("/circuit/", location.href)).then(
      (signals) => setOutcome(`ok ${signals}`),
      (error) => setOutcome(String(error)),
    );
  }, []);
  return <p id="outcome">{outcome}</p>;
}
