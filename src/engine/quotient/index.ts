export {
  addQuotient,
  addQuotientJoin,
  addQuotientPart,
  checkRows,
  type LoadedRows,
  loadRows,
  partBytes,
  rowsLoaded,
} from "./programs.js";
export { prepareRows, type Rows, type RowsShape } from "./rows.js";
