/** libp2p uses `Promise.withResolvers` (ECMAScript 2024), which Node has from version 22 on. */
type Resolvers = {
  promise: Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (why: unknown) => void;
};
const host = Promise as unknown as { withResolvers?: () => Resolvers };

host.withResolvers ??= function withResolvers(this: PromiseConstructor) {
  const it = {} as Resolvers;
  it.promise = new this((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
};

export {};
