// Generated from openapi/api.json by `npm run gen`; edits are lost.

export const stateActions = {} as const;
