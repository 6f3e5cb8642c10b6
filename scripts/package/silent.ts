/** In the place of modules that a library could use and need not, in what is built: the log of `debug`, Node's `crypto`. */
export default () => () => {};
