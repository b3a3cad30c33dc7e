import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

describe('secret', () => {
  const secret = new Secret('hunter2');

  it('gives its value only when asked for it by name', () => {
    expect(secret.reveal()).toBe('hunter2');
  });

  it('prints as stars in strings, JSON, inspection and as a property', () => {
    const printed = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }), JSON.stringify(Object.entries(secret))];
    for (const text of printed) expect(text).not.toContain('hunter2');
    expect(String(secret)).toBe('***');
  });
});
