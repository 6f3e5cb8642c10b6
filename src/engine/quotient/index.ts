export {
  addQuotient,
  addQuotientJoin,
  addQuotientPart,
  type LoadedRows,
  loadRows,
  partBytes,
  rowsLoaded,
} from "./programs.js";
export { prepareRows, type Rows, type RowsShape } from "./rows.js";
