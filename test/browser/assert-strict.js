// What `node:assert/strict` is in Node, from the package that the browsers' bundlers take for it.
import assert from "assert/";
export default assert.strict;
