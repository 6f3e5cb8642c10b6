// The operator's files: the dashboard asks for figures that a node has, and the unit passes systemd's own checks where systemd is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildService, ContentFolder } from "../../packages/node/src/service/index.js";
import { leaveOut } from "../support/leave-out.js";
import { startSolo, temporaryFolder } from "../support/node/solo.js";

const pathOf = (name: string) =>
  fileURLToPath(new URL(`../../packages/node/deploy/${name}`, import.meta.url));
const UNIT = pathOf("psephos-node.service");
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
/** systemd's scale from 0 (closed) to 10 (open). */
const MOST_EXPOSED = 2;

describe("node: the operator's files", () => {
  it("have a dashboard whose figures a node gives", async () => {
    const folder = temporaryFolder();
    const node = await startSolo(folder.path);
    const { ordering, store } = node;
    const service = await buildService({
      ordering,
      store,
      content: new ContentFolder(folder.path),
      version: "0",
      follower: () => ({ block: 7, head: 9, failing: 1, stuck: 2 }),
    });
    try {
      const metrics = (await service.inject({ url: "/metrics" })).body;
      for (const [name, value] of [
        ["block", 7],
        ["head", 9],
        ["endpoints_failing", 1],
        ["stuck", 2],
      ])
        assert.match(metrics, new RegExp(`^psephos_follower_${name} ${value}$`, "m"));
      const given = new Set([...metrics.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
      const { panels } = JSON.parse(readFileSync(pathOf("grafana.json"), "utf8")) as {
        panels: { targets: { expr: string }[] }[];
      };
      const asked = panels.flatMap(({ targets }) =>
        targets.flatMap(({ expr }) => expr.match(/\b(psephos|process|nodejs)_\w+/g) ?? []),
      );
      assert.ok(asked.length >= panels.length);
      for (const name of asked) assert.ok(given.has(name.replace(/_bucket$/, "")), name);
    } finally {
      await service.close();
      await node.close();
      folder.remove();
    }
  });

  it("have a unit that systemd takes, and finds closed enough", function () {
    if (!hasSystemd) leaveOut(this, "systemd-analyze is not installed");
    const verified = spawnSync("systemd-analyze", ["verify", UNIT], { encoding: "utf8" });
    assert.equal(verified.status, 0, verified.stderr);
    const { stdout } = spawnSync("systemd-analyze", ["security", "--offline=true", UNIT], {
      encoding: "utf8",
    });
    const exposure = Number(/exposure level for psephos-node.service: ([0-9.]+)/.exec(stdout)?.[1]);
    assert.ok(exposure <= MOST_EXPOSED, stdout.split("\n").at(-2));
  });
});
