// The colours of both looks, by WCAG 2.2's formula: as web/README.md states them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const css = readFileSync(new URL("../../web/shared/style.css", import.meta.url), "utf8");
const readme = readFileSync(new URL("../../web/README.md", import.meta.url), "utf8");
const blocks = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, block]) =>
  Object.fromEntries(
    [...block!.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  ),
);
const looks = { light: blocks[0]!, dark: { ...blocks[0]!, ...blocks[1]! } };

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Foreground, background, the least ratio: 4.5 for text (1.4.3), 3 for the edges of controls (1.4.11). */
const PAIRS: [string, string, number][] = [
  ["text", "back", 4.5],
  ["text", "raised", 4.5],
  ["quiet", "back", 4.5],
  ["quiet", "raised", 4.5],
  ["link", "back", 4.5],
  ["link", "raised", 4.5],
  ["danger", "back", 4.5],
  ["main-text", "main", 4.5],
  ["danger-text", "danger", 4.5],
  ["done-text", "done", 4.5],
  ["focus-text", "focus", 4.5],
  ["line", "back", 3],
  ["main", "back", 3],
];

describe("pages: contrast", () => {
  for (const [look, colours] of Object.entries(looks))
    it(`is enough in the ${look} look, and is as the design sheet says`, () => {
      for (const [front, back, least] of PAIRS) {
        const ratio = contrast(colours[front]!, colours[back]!);
        assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)}`);
        const row = new RegExp(`^\\| ${front} on ${back} \\|.*\\b${ratio.toFixed(1)}\\b`, "m");
        assert.match(readme, row, `web/README.md: ${front} on ${back}, ${look}: ${ratio.toFixed(1)}`);
      }
    });
});
