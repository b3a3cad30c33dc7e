import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canary, plantedPassword, plantedToken } from './planted.ts';
import { findSecrets } from './secret-shapes.ts';
import { useTempDirs } from './temp-dir.ts';
import { readTestConfig } from './test-config.ts';
import { checkTestLogs, claimRunDirectory, removeTestLogs } from './test-log-search.ts';
import { openTestLog } from './test-logs.ts';

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

describe('the search for what was issued', () => {
  const password = 'correct "horse" battery';
  const jwt = `${header}.${payload}.${token}${token}`;

  it.each([
    ['all of it', token, `id=${token.toLowerCase()}${token}`],
    ['its first half', token, `${token.slice(0, 22)}…`],
    ['its second half', token, `…${token.slice(-22)}`],
    ['the signature of a signed token', jwt, `sig=${token.slice(0, 30)}`],
    ['a password, as JSON writes it', password, JSON.stringify({ password })],
    ['the value of a secret', 'postgres://ada@db:5432', 'cannot reach postgres://ada@db:5432/main'],
  ])('finds %s', (_what, issued, text) => {
    expect(findSecrets(`nothing\n${text}\n`, [issued])).toContainEqual({ line: 2, kind: 'what was issued' });
  });

  it('takes nothing else for it', () => {
    const others = `${token.slice(0, 21)} ${header} horse 0197a000-0000-7000-8000-00000000000a`;
    expect(findSecrets(others, [token, jwt, password])).toEqual([]);
  });
});

/** A run of vitest as ours is, of one file that writes `line` into the log of a server that issued something. */
async function runThatLogs(directory: string, line: string): Promise<{ code: number; output: string; digest: string }> {
  const digestFile = path.join(directory, 'digest');
  const sources = import.meta.dirname;
  const config = { test: { globalSetup: [path.join(sources, 'test-logs.setup.ts')], include: ['*.test.ts'], pool: 'forks' } };
  writeFileSync(path.join(directory, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
  writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(
    path.join(directory, 'one.test.ts'),
    `import { it } from 'vitest';
    import { openTestLog } from ${JSON.stringify(path.join(sources, 'test-logs.ts'))};
    it('passes', () => {
      const log = openTestLog('one');
      log.issued('open sesame, please');
      log.write(${JSON.stringify(`${line}\n`)});
      log.flush();
    });`,
  );
  const vitest = path.resolve(sources, '../../../node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--root', directory], {
    cwd: directory,
    env: { PATH: process.env['PATH'], TEST_DIGEST: digestFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = await once(child, 'close');
  return { code, output, digest: existsSync(digestFile) ? readFileSync(digestFile, 'utf8') : '' };
}

describe('a run of tests', { timeout: 120_000 }, () => {
  const { cacheDir } = readTestConfig();
  let directory = '';
  beforeEach(() => {
    mkdirSync(cacheDir, { recursive: true });
    // Below the work tree, where vitest is found.
    directory = mkdtempSync(path.join(cacheDir, 'log-search-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('fails by what its servers logged although every test passed, and says so at the end of the log', async () => {
    const { code, output, digest } = await runThatLogs(directory, 'I opened it by open sesame, please');
    expect([output, output.includes('1 passed'), code]).toEqual([output, true, 1]);
    expect(digest).toMatch(/^✗ The log of the test servers has secrets:\n {2}\S+one-\d+\.log:1 has what was issued\n$/);
    rmSync(path.dirname(/ (\S+)\.log:1/.exec(digest)?.[1] ?? path.join(directory, 'x')), { recursive: true, force: true });
  });

  it('passes where they logged nothing of the kind', async () => {
    const { code, output, digest } = await runThatLogs(directory, 'I opened it');
    expect([output, code, digest]).toEqual([output, 0, '']);
  });
});

describe('the logs of test servers', () => {
  const newDir = useTempDirs('test-logs');

  it('are searched, all of them, and what is found is told by its place and kind', () => {
    const directory = path.join(newDir(), 'logs');
    checkTestLogs(directory);
    const [one, other] = [openTestLog('one', directory), openTestLog('other', directory)];
    one.write('{"msg":"of one"}\n');
    other.write('{"msg":"of the other"}\n');
    for (const log of [one, other]) log.flush();
    checkTestLogs(directory);
    other.issued('open sesame, please');
    other.write(`{"msg":"${token}"}\n{"msg":"open sesame, please"}\n`);
    other.flush();
    const file = path.join(directory, `other-${process.pid}.log`);
    expect(() => checkTestLogs(directory)).toThrow(`${file}:2 has a token\n  ${file}:3 has what was issued`);
    expect(() => checkTestLogs(directory)).not.toThrow(token);
    removeTestLogs(directory);
    checkTestLogs(directory);
  });

  it('belong to their run: another one under way keeps its own, and one that is over leaves nothing', () => {
    const root = newDir();
    const [mine, over] = [String(process.pid), String(2 ** 30)];
    for (const run of [mine, over, String(process.ppid)]) mkdirSync(path.join(root, run), { recursive: true });
    expect(claimRunDirectory(root, process.pid)).toBe(path.join(root, mine));
    expect(readdirSync(root)).toEqual([String(process.ppid)]);
  });
});
