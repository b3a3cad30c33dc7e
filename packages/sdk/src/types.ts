/** The types of the wire, by their names in the OpenAPI document. */
export type * from './generated/types.ts';
