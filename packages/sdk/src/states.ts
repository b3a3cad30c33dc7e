/** Which actions make sense in which status of an object. */
export { stateActions } from './generated/states.ts';
