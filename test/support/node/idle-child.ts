/** Opens connections to a port and sends nothing on them: a process of its own, because a process has a bound of open files. It says when all are open. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const [port, count] = process.argv.slice(2).map(Number) as [number, number];
const AT_ONCE = 200;
const sockets: Socket[] = [];
while (sockets.length < count) {
  const more = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () =>
    connect(port, "127.0.0.1"),
  );
  await Promise.all(more.map((socket) => once(socket, "connect")));
  sockets.push(...more);
}
process.send!("open");
