// Cases of ballots in the clear: statuses, overwrites, censuses, questions.
import { END, GRACE, MOMENTS, processOf, START, timely } from "./case-kinds.mjs";
import { add } from "./case-list.mjs";

/** Votes around the start and the end, whatever changes the status in between: one at each moment, with numbers that ascend. */
export function moments(it) {
  const { kind, part, before = [], moves = false } = it;
  const base = processOf(it, [], { overwrites: MOMENTS.length });
  const votesAt = (answer) => MOMENTS.map((at, nonce) => ({ at, vote: "ada", nonce, expect: answer(at) }));
  const variant = (name, change, steps, answer) =>
    add(`${kind}, ${name}: votes around the start and the end`, { ...base, ...change }, [...before, ...steps, ...votesAt(answer)]);
  const status = (at, to, expect = "final") => ({ at, status: to, expect });

  variant("AUTO_START", {}, [], (at) => timely(at));
  const other = { vote: "ada", kind: part.anonymous ? "named" : "anonymous", expect: "ledger/vote-kind" };
  add(`${kind}: votes of the other kind around the start and the end`, base, [...before, ...MOMENTS.map((at) => ({ at, ...other }))]);
  if (!moves) {
    const tried = ["READY", "PAUSED", "ENDED", "CANCELED"].map((to) => status(START + 1, to, "ledger/move"));
    variant("not interruptible", {}, tried, (at) => timely(at));
    return;
  }
  variant("started by hand", { byHand: true }, [status(START, "READY")], (at) => timely(at));
  // Paused time is not added; the status decides within the blocks, and the blocks end all.
  const [paused, resumed] = [status(START + 1, "PAUSED"), status(START + 2, "READY")];
  variant(`paused from ${START + 1} to ${START + 2}`, {}, [paused, resumed], (at) =>
    at === START + 1 ? "ledger/paused" : timely(at),
  );
  variant(`paused from ${START + 1} on`, {}, [paused], (at) =>
    at > START && at < END ? "ledger/paused" : timely(at),
  );
  for (const [to, code] of [
    ["ENDED", "ledger/ended"],
    ["CANCELED", "ledger/canceled"],
  ])
    variant(`${to} at ${START + 1}`, {}, [status(START + 1, to)], (at) => (at > START ? code : timely(at)));
  variant("without an end", { blockCount: 0 }, [], (at) => (at < START ? "ledger/not-started" : "accepted"));
  variant(
    `READY again at ${START + 1} after a pause before the start`,
    {},
    [status(3, "PAUSED"), status(START + 1, "READY")],
    (at) => timely(at, START + 1, END + 1),
  );
}

export function overwrites(it) {
  const { kind, bob } = it;
  const before = [...(it.before ?? []), ...(it.before ? [{ at: 3, register: "bob", expect: "accepted" }] : [])];
  add(`${kind}: overwrites`, processOf(it, [], { overwrites: 2 }), [
    ...before,
    { at: START, vote: "ada", nonce: 1, label: "first", expect: "accepted" },
    { at: START, repeat: "first", expect: "repeated" },
    { at: START, vote: "ada", nonce: 0, choice: 2, expect: "ledger/superseded" },
    { at: START, vote: "ada", nonce: 1, choice: 2, expect: "ledger/superseded" },
    { at: START, vote: "ada", nonce: 3, expect: "ledger/overwrites" },
    { at: START + 1, vote: "ada", nonce: 2, choice: 3, expect: "accepted" },
    { at: START + 1, repeat: "first", expect: "ledger/superseded" },
    { at: START + 1, vote: "bob", expect: "accepted" },
    { at: END, results: ["0", `${bob}`, "0", "1"], invalid: "0" },
  ]);
  add(`${kind}: no overwrites`, processOf(it), [
    ...before,
    { at: START, vote: "ada", choice: 2, label: "first", expect: "accepted" },
    { at: START + 1, repeat: "first", expect: "repeated" },
    { at: START + 1, vote: "ada", nonce: 1, expect: "ledger/overwrites" },
    { at: END, repeat: "first", expect: "ledger/ended" },
    { at: END, results: ["0", "0", "1", "0"], invalid: "0" },
  ]);
}

export function strangers(it) {
  const { kind, codes, own, before = [] } = it;
  add(`${kind}: another weight, and a voter who is not in the census`, processOf(it), [
    ...before,
    { at: START, vote: "ada", weight: 2, expect: codes.weight },
    { at: START, vote: "eve", expect: codes.stranger },
    { at: START, vote: "ada", census: "first", names: true, expect: "ledger/census-root" },
    { at: START, vote: "ada", keys: [0], expect: "ledger/sealed-ballot" },
  ]);
  if (own)
    add(`${kind}: the eligibility of another census`, processOf(it), [
      ...["member", "holder", "certified", "blind"]
        .filter((as) => as !== own)
        .map((as) => ({ at: START, vote: "ada", as, expect: "ledger/eligibility" })),
      { at: START, vote: "ada", expect: "accepted" },
    ]);
}

/** A census that is replaced at START + 1 is taken before START + 1 + GRACE. */
export function dynamic(it) {
  const { kind, part, codes } = it;
  const authority = part.authority === "ecdsa";
  for (const census of ["first", "second"]) {
    const taken = (at) => (census === "second" ? at > START : at < START + 1 + GRACE);
    // An authority's certificate does not name its key: all that are taken are tried.
    const refused = authority ? codes.stranger : "ledger/stale-root";
    const votes = [START, START + 1, START + GRACE, START + 1 + GRACE].flatMap((at, nonce) => [
      { at, vote: "ada", nonce, census, expect: taken(at) ? "accepted" : refused },
      { at, vote: "bob", ...(authority ? { census, names: true } : {}), expect: "ledger/census-root" },
    ]);
    add(
      `${kind}, DYNAMIC_CENSUS: votes for the ${census} census, as it is replaced`,
      processOf(it, ["dynamicCensus"], { blockCount: 10, overwrites: 4 }),
      [{ at: START + 1, census: "second", expect: "final" }, ...votes],
    );
  }
}

export function serial(it) {
  const { kind, codes, before = [] } = it;
  add(`${kind}, SERIAL: a vote for each question as it is opened`, processOf(it, ["serial"], { questions: 2 }), [
    ...before,
    ...(before.length > 0 ? [{ at: 3, register: "bob", expect: "accepted" }] : []),
    { at: START, vote: "ada", choice: 1, expect: "accepted" },
    { at: START, vote: "bob", choice: 1, question: 1, expect: codes.elsewhere },
    { at: START + 1, question: "next", expect: "final" },
    { at: START + 1, vote: "ada", choice: 2, expect: "accepted" },
    { at: START + 1, vote: "bob", choice: 2, question: 0, expect: codes.elsewhere },
    { at: START + 2, question: "next", expect: "final" },
    { at: START + 2, vote: "bob", expect: "ledger/ended" },
    { at: START + 2, results: ["0", "1", "0", "0", "0", "0", "1", "0"], invalid: "0" },
  ]);
}

// --- ballots' rules
export function ballots(it) {
  const { kind, before = [] } = it;
  const both = [...before, ...(before.length > 0 ? [{ at: 3, register: "bob", expect: "accepted" }] : [])];
  add(`${kind}, UNIQUE_VALUES: a value twice counts as invalid`, processOf(it, ["uniqueValues"], { maxCount: 2 }), [
    ...both,
    { at: START, vote: "ada", choices: [1, 2], expect: "accepted" },
    { at: START, vote: "bob", choices: [2, 2], expect: "accepted" },
    { at: END, results: ["0", "1", "0", "0", "0", "0", "1", "0"], invalid: `${it.bob}` },
  ]);
  if (it.bob === 2 && it.part.authority === undefined && it.part.origin !== 3)
    add(`${kind}, COST_FROM_WEIGHT: a ballot that costs more than its weight counts as invalid`, processOf(it, ["costFromWeight"], { maxCount: 2 }), [
      ...both,
      { at: START, vote: "ada", choices: [1, 1], expect: "accepted" },
      { at: START, vote: "bob", choices: [0, 2], expect: "accepted" },
      { at: END, results: ["2", "0", "0", "0", "0", "0", "2", "0"], invalid: "1" },
    ]);
}
