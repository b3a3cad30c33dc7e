// Generated from openapi/api.json by `npm run gen`; edits are lost.

export const stateActions = {
  deployment: {
    Pending: [
      'deployment:read',
      'deployment:logs',
      'deployment:update',
      'deployment:restart',
      'deployment:exec',
      'deployment:delete',
    ],
    Provisioning: [
      'deployment:read',
      'deployment:logs',
      'deployment:update',
      'deployment:restart',
      'deployment:exec',
      'deployment:delete',
    ],
    Ready: [
      'deployment:read',
      'deployment:logs',
      'deployment:update',
      'deployment:restart',
      'deployment:exec',
      'deployment:delete',
    ],
    Error: [
      'deployment:read',
      'deployment:logs',
      'deployment:update',
      'deployment:restart',
      'deployment:exec',
      'deployment:delete',
    ],
    Deleting: ['deployment:read', 'deployment:logs'],
  },
} as const;
