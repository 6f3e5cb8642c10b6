export { BallotBox, type BallotBoxProcess } from "./ballot-box.js";
