// What the `assert` package asks of Node's `process`.
export const process = { env: {}, emitWarning() {} };
