import { describe, expect, it } from 'vitest';
import { answerOf } from './client.ts';
import { isFailure, isTransient, toFailure } from './errors.ts';

describe('an answer of the server', () => {
  it('that is an error is thrown with its code, request id, issues and next step', async () => {
    const answer = answerOf<string>(
      Promise.resolve({
        kind: 'api-error',
        status: 400,
        headers: new Headers(),
        error: {
          error: 'The request is malformed.',
          code: 'invalid_request',
          requestId: 'r1',
          details: { issues: [{ path: 'name', message: 'is required' }], nextStep: 'Give a name.' },
        },
      }),
    );
    await expect(answer).rejects.toMatchObject({
      code: 'invalid_request',
      status: 400,
      requestId: 'r1',
      issues: [{ path: 'name', message: 'is required' }],
      nextStep: 'Give a name.',
    });
  });

  it('that never came is unreachable and worth another try', async () => {
    const answer = answerOf<string>(
      Promise.resolve({ kind: 'client-error', message: 'The server cannot be reached.', cause: undefined }),
    );
    const failure = await answer.catch(toFailure);
    expect(isFailure(failure, 'unreachable')).toBe(true);
    expect(isTransient(failure)).toBe(true);
    expect(isTransient(new Error('a bug'))).toBe(false);
  });
});
