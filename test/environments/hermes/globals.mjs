// React Native's name of the global object, which polyfills look for.
globalThis.global = globalThis;
