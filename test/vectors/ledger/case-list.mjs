// The list of cases, as the makers of cases.json fill it.
export const cases = [];

/** Adds a case; its steps in the order of their heights. */
export const add = (name, process, steps, more = {}) =>
  cases.push({ name, process, ...more, steps: steps.toSorted((a, b) => a.at - b.at) });
