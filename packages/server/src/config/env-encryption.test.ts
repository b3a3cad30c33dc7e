import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const key = Buffer.alloc(32, 1).toString('base64');
const transit = { ROOT_KEY_TRANSIT_KEY: 'moorage', ROOT_KEY_TRANSIT_URL: 'https://vault.example.org:8200' };
const rootsOf = (env: Record<string, string>) => loadConfig(env).encryption.roots;

describe('where the root key is', () => {
  it('is one place, and another one for the key that is to follow', () => {
    expect(
      rootsOf({ ROOT_KEY: key, ROOT_KEY_NEXT_KMS_KEY_ID: 'alias/moorage', ROOT_KEY_KMS_REGION: 'eu-central-1' }),
    ).toMatchObject([{ kind: 'environment' }, { kind: 'kms', keyId: 'alias/moorage', region: 'eu-central-1' }]);
    const arn = 'arn:aws:kms:eu-west-1:123456789012:key/1';
    expect(rootsOf({ ROOT_KEY_KMS_KEY_ID: arn })).toMatchObject([{ kind: 'kms', region: 'eu-west-1' }]);
    expect(rootsOf({ ...transit, ROOT_KEY_TRANSIT_KUBERNETES_ROLE: 'moorage' })).toMatchObject([
      { kind: 'transit', mount: 'transit', key: 'moorage', login: { kind: 'kubernetes', mount: 'kubernetes', role: 'moorage' } },
    ]);
  });

  it('is refused where two are named, or too little is said of one', () => {
    const cases: [Record<string, string>, RegExp][] = [
      [{ ROOT_KEY: key, ROOT_KEY_PATH: '/x' }, /ROOT_KEY.*ROOT_KEY_PATH are both set; unset one/],
      [{ ROOT_KEY: key, ROOT_KEY_PATH: '/x', ROOT_KEY_KMS_KEY_ID: 'x' }, /ROOT_KEY_PATH and ROOT_KEY_KMS_KEY_ID are all set/],
      [{ ROOT_KEY_KMS_KEY_ID: 'alias/moorage' }, /ROOT_KEY_KMS_REGION/],
      [transit, /ROOT_KEY_TRANSIT_TOKEN/],
      [{ ...transit, ROOT_KEY_TRANSIT_TOKEN: 'x', ROOT_KEY_TRANSIT_KUBERNETES_ROLE: 'x' }, /one of them only/],
      [{ ...transit, ROOT_KEY_TRANSIT_ROLE_ID: 'x' }, /ROOT_KEY_TRANSIT_SECRET_ID/],
      [{ ...transit, ROOT_KEY_TRANSIT_TOKEN: 'x', ROOT_KEY_TRANSIT_URL: 'http://vault.example.org' }, /must be https/],
      [{ ...transit, ROOT_KEY_TRANSIT_TOKEN: 'x', ROOT_KEY_TRANSIT_KEY: '../sys' }, /ROOT_KEY_TRANSIT_KEY/],
    ];
    for (const [env, problem] of cases) {
      let said = '';
      try {
        loadConfig(env);
      } catch (error) {
        said = `${String(error)} ${JSON.stringify(error)}`;
      }
      expect(said).toMatch(problem);
    }
  });
});
