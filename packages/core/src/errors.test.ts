import { describe, expect, it } from 'vitest';
import { AppError, errorCatalogue, isAppError, messageOf, toAppError } from './errors.ts';

describe('errors', () => {
  it('gives every code an error status, a non-zero exit code and a sentence', () => {
    for (const kind of Object.values(errorCatalogue)) {
      expect(kind.status).toBeGreaterThanOrEqual(400);
      expect(kind.status).toBeLessThan(600);
      expect(kind.exitCode).toBeGreaterThan(0);
      expect(kind.meaning).toMatch(/^[A-Z`].*\.$/);
    }
  });

  it('keeps the code, its status and what the caller may see', () => {
    const error = new AppError('conflict', 'Busy.', { details: { nextStep: 'Wait.' }, retryAfterSeconds: 3, internal: 'row 7' });
    expect(error).toMatchObject({ code: 'conflict', status: 409, message: 'Busy.', retryAfterSeconds: 3, internal: 'row 7' });
    expect(isAppError(error)).toBe(true);
    expect(isAppError(error, 'conflict')).toBe(true);
    expect(isAppError(error, 'gone')).toBe(false);
  });

  it('turns anything else into an internal error whose text stays private', () => {
    const cause = new TypeError('password=hunter2 is not a function');
    const error = toAppError(cause);
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain('hunter2');
    expect(error.internal).toBe('TypeError: password=hunter2 is not a function');
    expect(error.cause).toBe(cause);
    expect(toAppError(error)).toBe(error);
    expect(toAppError('text').internal).toBe('text');
    expect(messageOf(undefined)).toBe('undefined');
  });
});
