import { AppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import { isOutage, translateOutage } from './outage.ts';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('an outage of the database', () => {
  it.each(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', '57P01', '57P03', '53300', '53100', '08006'])('is %s', (code) => {
    expect(translateOutage(withCode(code))).toMatchObject({ code: 'unavailable', status: 503, retryAfterSeconds: 2 });
  });

  it('is what the driver says of a connection that broke', () => {
    for (const words of ['Connection terminated unexpectedly', 'timeout exceeded when trying to connect']) {
      expect(isOutage(new Error(words))).toBe(true);
    }
  });

  it.each(['23505', '42P01', '42601', '57014', '40001', ''])('is not %j', (code) => {
    const error = withCode(code);
    expect(translateOutage(error)).toBe(error);
  });

  it('is not an error of ours', () => {
    const error = new AppError('conflict', 'Connection terminated');
    expect(translateOutage(error)).toBe(error);
    expect(translateOutage(undefined)).toBeUndefined();
  });
});
