// Generated from openapi/api.json by `npm run gen`; edits are lost.

export const errorCatalogue = {
  invalid_request: {
    status: 400,
    exitCode: 65,
    retryable: false,
    meaning: 'The request is malformed; `details.issues` names each field.',
  },
  unauthenticated: { status: 401, exitCode: 77, retryable: false, meaning: 'No valid session or API key was presented.' },
  forbidden: { status: 403, exitCode: 77, retryable: false, meaning: 'You may see the object but not do this to it.' },
  not_found: { status: 404, exitCode: 66, retryable: false, meaning: 'The object does not exist or you may not see it.' },
  conflict: { status: 409, exitCode: 75, retryable: false, meaning: 'The state of the object does not allow this now.' },
  already_exists: { status: 409, exitCode: 73, retryable: false, meaning: 'An object of that name exists already.' },
  gone: { status: 410, exitCode: 66, retryable: false, meaning: 'It existed and is gone, such as an expired cursor.' },
  precondition_failed: {
    status: 412,
    exitCode: 75,
    retryable: false,
    meaning: 'The object changed since you read it; read it again.',
  },
  payload_too_large: {
    status: 413,
    exitCode: 65,
    retryable: false,
    meaning: 'The request body is larger than the route accepts.',
  },
  limit_exceeded: { status: 422, exitCode: 78, retryable: false, meaning: 'A limit of the plan or a quota is used up.' },
  rate_limited: { status: 429, exitCode: 75, retryable: true, meaning: 'Too many requests; wait for `Retry-After` seconds.' },
  internal: { status: 500, exitCode: 70, retryable: false, meaning: 'A bug on our side; report it with the request id.' },
  upstream_failed: { status: 502, exitCode: 69, retryable: true, meaning: 'A system that we depend on answered with a failure.' },
  unavailable: { status: 503, exitCode: 69, retryable: true, meaning: 'A part of the platform is not available now.' },
  insufficient_capacity: { status: 507, exitCode: 69, retryable: true, meaning: 'There is no room for this on the target.' },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;
