import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canary, plantedPassword, plantedToken } from './planted.ts';
import { findSecrets } from './secret-shapes.ts';
import { useTempDirs } from './temp-dir.ts';
import { checkTestLogs, openTestLog, removeTestLogs } from './test-logs.ts';

const token = 'gq3Zk0mB7-v1XyT_8nRwLsU5cJd2hPfAe9oKiNbVt4M';
const header = Buffer.from('{"alg":"EdDSA","kid":"1"}').toString('base64url');
const payload = Buffer.from('{"sub":"ada","sid":"1"}').toString('base64url');

describe('the search for secrets', () => {
  it.each([
    ['a token', token],
    ['a token', `path":"/invites/${token}"`],
    ['a token', `first\\n${token}\\n`],
    ['a token', `https%3A%2F%2Fhost%2F${token}&a=1`],
    ['a token', `session=${token}; Path=/`],
    ['a key', `mk_b2c3d4f5g6h7_${token}`],
    ['a key', `"u_b2c3d4f5g6h7${token}"`],
    ['the secret of a webhook', `mas_${token}`],
    ['the secret of a webhook', `mhk_${token}`],
    ['a signed token', `Bearer ${header}.${payload}.${token}${token}`],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Blbn'],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
    ['a code that people type', 'the code BCDF-GHJK'],
    ['a planted secret', canary('model')],
    ['a planted secret', `password=${plantedPassword}`],
    ['a planted secret', plantedToken],
  ])('finds %s in %j', (kind, text) => {
    expect(findSecrets(`{"msg":"nothing"}\n{"msg":"${text}"}\n`)).toEqual([{ line: 2, kind }]);
  });

  it('finds a token wherever its random characters fall', () => {
    const missed = Array.from({ length: 2_000 }, () => randomBytes(32).toString('base64url')).filter(
      (text) => findSecrets(`id=${text}"`).length === 0,
    );
    expect(missed).toEqual([]);
  });

  it.each([
    '0197a000-0000-7000-8000-00000000000a',
    'a-name-that-is-rather-long-and-has-43-chars',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    `digest ${randomBytes(32).toString('base64')}`,
    'mk_b2c3d4f5g6h7',
    '-----BEGIN PUBLIC KEY-----',
    'GET /api/deployments 200',
  ])('takes %j for no secret', (text) => {
    expect(findSecrets(`{"msg":"${text}"}\n`)).toEqual([]);
  });
});

describe('the logs of test servers', () => {
  const newDir = useTempDirs('test-logs');

  it('are searched, all of them, and what is found is told by its place and kind', () => {
    const directory = path.join(newDir(), 'logs');
    checkTestLogs(directory);
    const [one, other] = [openTestLog(directory), openTestLog(directory)];
    one.write('{"msg":"of one"}\n');
    other.write('{"msg":"of the other"}\n');
    one.flush();
    checkTestLogs(directory);
    other.write(`{"msg":"${token}"}\n`);
    other.flush();
    const [file = ''] = readdirSync(directory);
    expect(() => checkTestLogs(directory)).toThrow(`${path.join(directory, file)}:3 has a token`);
    expect(() => checkTestLogs(directory)).not.toThrow(token);
    removeTestLogs(directory);
    checkTestLogs(directory);
  });
});
