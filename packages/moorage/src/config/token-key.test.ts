import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { describe, expect, it } from 'vitest';
import { withTokenKey } from './token-key.ts';

describe('the key of tokens', () => {
  it('is taken where an earlier version left one, and not made any more', () => {
    const dir = makeTempDir('token-key');
    try {
      expect(withTokenKey({}, dir.path)).toEqual({});
      writeFileSync(path.join(dir.path, 'token.key'), 'a key\n');
      expect(withTokenKey({}, dir.path)).toEqual({ JWT_PRIVATE_ENC_KEY: 'a key' });
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
