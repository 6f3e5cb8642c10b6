/**
 * In place of the page's worker: its script runs on the page's own thread, because a browser's throttling does not reach workers. Their messages are tasks of
 * their own, and are copied as between threads.
 */
globalThis.Worker = class {
  #channel = new MessageChannel();
  constructor(address, { type = "" } = {}) {
    const { port1, port2 } = this.#channel;
    port1.onmessage = (event) => this.onmessage?.(event);
    globalThis.postMessage = (message) => port2.postMessage(message);
    const script = document.createElement("script");
    script.src = address;
    script.type = type;
    script.onload = () => {
      port2.onmessage = ({ data }) => globalThis.dispatchEvent(new MessageEvent("message", { data }));
    };
    script.onerror = () => this.onerror?.(new Event("error"));
    document.head.append(script);
  }
  postMessage(message, transfer = []) {
    this.#channel.port1.postMessage(message, transfer);
  }
  terminate() {}
};
