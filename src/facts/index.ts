/** Whether statements about transactions are true: the checks that the voting chain's state machine asks for. */
export { isOpening } from "./opening.js";
