/** In the place of npm package `debug`, in what is built: libraries log nothing. */
export default () => () => {};
