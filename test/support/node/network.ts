/**
 * A network of hosts on this machine that can be divided: each host is a network namespace of Linux with one cable to a switch. Somebody who is not root makes them in a
 * user namespace. All of it ends with the process that opened it, also when that is killed.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** A process that holds a namespace until its input ends. */
interface Holder {
  readonly child: ChildProcess;
  readonly pid: number;
}

async function hold(words: readonly string[]): Promise<Holder> {
  const holding = ["sh", "-c", "echo held; exec cat >/dev/null"];
  const child = spawn(words[0]!, [...words.slice(1), ...holding], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", () => resolve());
    child.once("error", reject);
    child.once("exit", () => reject(new Error(said.trim() || "the namespace's process has ended")));
  });
  await ready;
  return { child, pid: child.pid! };
}

const enter = ({ pid }: Holder): string[] => [
  "nsenter",
  "--target",
  String(pid),
  ...(isRoot ? [] : ["--user", "--preserve-credentials"]),
  "--net",
];

export class TestNetwork {
  readonly #hub: Holder;
  readonly #hosts: readonly Holder[];
  readonly #prefix: string;
  #switches = 1;

  private constructor(hub: Holder, hosts: readonly Holder[], prefix: string) {
    this.#hub = hub;
    this.#hosts = hosts;
    this.#prefix = prefix;
  }

  /** Rejects where the system allows no network namespaces. @param prefix of the addresses, three numbers */
  static async open(hosts: number, prefix = "10.77.0"): Promise<TestNetwork> {
    const hub = await hold(["unshare", ...(isRoot ? [] : ["--user", "--map-root-user"]), "--net"]);
    const network = new TestNetwork(
      hub,
      await Promise.all(Array.from({ length: hosts }, () => hold([...enter(hub), "unshare", "--net"]))),
      prefix,
    );
    try {
      await network.#ip(hub, "link add switch0 type bridge");
      await network.#ip(hub, "link set switch0 up");
      for (const [i, host] of network.#hosts.entries()) {
        await network.#ip(hub, `link add port${i} type veth peer name eth0 netns ${host.pid}`);
        await network.#ip(hub, `link set port${i} master switch0 up`);
        await network.#ip(host, "link set lo up");
        await network.#ip(host, `addr add ${network.address(i)}/24 dev eth0`);
        await network.#ip(host, "link set eth0 up");
      }
      return network;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  async #ip(holder: Holder, words: string): Promise<void> {
    const [program, ...rest] = [...enter(holder), "ip", ...words.split(" ")];
    await run(program!, rest);
  }

  address(host: number): string {
    return `${this.#prefix}.${host + 1}`;
  }

  /** The words before a program's that run it on a host. */
  on(host: number): string[] {
    return enter(this.#hosts[host]!);
  }

  /** Divides the network: hosts of different groups lose all that they send each other, and are not told. */
  async divide(...groups: readonly (readonly number[])[]): Promise<void> {
    while (this.#switches < groups.length) {
      await this.#ip(this.#hub, `link add switch${this.#switches} type bridge`);
      await this.#ip(this.#hub, `link set switch${this.#switches} up`);
      this.#switches += 1;
    }
    for (const [i, group] of groups.entries())
      for (const host of group) await this.#ip(this.#hub, `link set port${host} master switch${i}`);
  }

  async heal(): Promise<void> {
    await this.divide(this.#hosts.map((_, i) => i));
  }

  async close(): Promise<void> {
    for (const { child } of [...this.#hosts, this.#hub]) {
      if (child.exitCode !== null) continue;
      const exit = once(child, "exit");
      child.stdin!.end();
      await exit;
    }
  }
}
