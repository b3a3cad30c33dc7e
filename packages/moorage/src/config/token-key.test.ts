import { statSync } from 'node:fs';
import path from 'node:path';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { withTokenKey } from './token-key.ts';

describe('the key of tokens', () => {
  it('is made once in the data directory, for nobody else to read', () => {
    const dir = makeTempDir('token-key');
    try {
      const first = withTokenKey({}, dir.path)['JWT_PRIVATE_ENC_KEY'] ?? '';
      expect(Buffer.from(first, 'base64')).toHaveLength(32);
      expect(withTokenKey({}, dir.path)['JWT_PRIVATE_ENC_KEY']).toBe(first);
      expect(statSync(path.join(dir.path, 'token.key')).mode & 0o777).toBe(0o600);
    } finally {
      dir.remove();
    }
  });

  it('is left alone where one is set or there is no directory', () => {
    expect(withTokenKey({}, undefined)).toEqual({});
    expect(withTokenKey({ JWT_PRIVATE_ENC_KEY: 'x' }, '/nowhere')).toEqual({ JWT_PRIVATE_ENC_KEY: 'x' });
    expect(withTokenKey({ JWT_PRIVATE_ENC_KEY_FILE: '/x' }, '/nowhere')).toEqual({ JWT_PRIVATE_ENC_KEY_FILE: '/x' });
  });
});
