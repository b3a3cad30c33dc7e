/** The TypeScript SDK as it is published, used as its README says, by a program that has nothing else of ours. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSdk } from '../../sdk/tools/pack-sdk.ts';
import { type Person, useTestServer } from '../../server/test/support.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const platform = useTestServer({ name: 'published_sdk' });
let dir: TempDir;
let ada: Person;

function readmeProgram(): string {
  const readme = readFileSync(path.join(root, 'packages/sdk/README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  expect(blocks.length).toBeGreaterThan(3);
  return blocks.join('\n');
}

/** Not synchronously: the server that it asks is in this process. */
function run(file: string, env: Readonly<Record<string, string>>): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const options = { cwd: dir.path, env: { PATH: process.env['PATH'], ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--disable-warning=ExperimentalWarning', file], options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  dir = makeTempDir('published-sdk');
  const modules = path.join(dir.path, 'node_modules');
  mkdirSync(path.join(modules, '@moorage'), { recursive: true });
  packSdk(path.join(modules, '@moorage', 'sdk'));
  symlinkSync(path.join(root, 'node_modules', 'eventsource-parser'), path.join(modules, 'eventsource-parser'));
  writeFileSync(path.join(dir.path, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(dir.path, 'readme.ts'), readmeProgram());
  ada = await platform.signIn('ada@example.com');
});
afterAll(() => dir.remove());

describe('the published SDK', () => {
  it('is plain JavaScript with types, a README and its licence, and no tests', () => {
    const sdk = path.join(dir.path, 'node_modules', '@moorage', 'sdk');
    expect(readdirSync(sdk).toSorted()).toEqual(['LICENSE', 'README.md', 'lib', 'package.json']);
    const files = readdirSync(path.join(sdk, 'lib'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.includes('.') && !/\.(js|d\.ts)$/.test(file))).toEqual([]);
    expect(files.filter((file) => file.includes('test'))).toEqual([]);
    const { private: isPrivate, dependencies } = JSON.parse(readFileSync(path.join(sdk, 'package.json'), 'utf8'));
    expect([isPrivate, Object.keys(dependencies)]).toEqual([undefined, ['eventsource-parser']]);
  });

  it.each(['nodenext', 'bundler'])('has types that strict programs with module resolution %s compile against', (resolution) => {
    writeFileSync(path.join(dir.path, 'env.d.ts'), 'declare const process: { env: Record<string, string | undefined> };\n');
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext';
    const options = { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noEmit: true };
    const compilerOptions = { ...options, target: 'es2022', module, moduleResolution: resolution, types: [] };
    writeFileSync(path.join(dir.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['readme.ts', 'env.d.ts'] }));
    const compiler = path.join(root, 'node_modules/tsc7/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', dir.path], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
  });

  it('does what its README says against a server', async () => {
    const made = await ada.post('/api/keys', { name: 'sdk', scopes: ['infra:read', 'infra:write', 'deployments:read'] });
    expect(made.status).toBe(201);
    const body = { hostname: 'node-9', private_ip_address: '10.0.0.9', ssh_user: 'root', role: 'worker' };
    const key = await ada.post('/api/v1/ssh', { name: 'nodes', type: 'ed25519' });
    await ada.post('/api/v1/servers', { ...body, ssh_key_id: key.body.id });
    const { stdout, stderr, status } = await run('readme.ts', { MOORAGE_SERVER: platform.url(), MOORAGE_API_KEY: made.body.key });
    expect([status, stderr]).toEqual([0, '']);
    const [id = '', value, ...rest] = stdout.trimEnd().split('\n');
    expect((await ada.get(`/api/v1/labels/${id}`)).body).toMatchObject({ key: 'tier', value: 'gold' });
    expect([value?.split(' ')[0], rest]).toEqual(['gold', ['node-1 pending', 'node-9 pending', 'aborted']]);
  });

  it('says what a server refuses, and that one cannot be reached', async () => {
    const program = `
      import { createClient } from '@moorage/sdk/client';
      import { errorCatalogue } from '@moorage/sdk/errors';
      for (const baseUrl of [process.env.MOORAGE_SERVER, 'http://127.0.0.1:1']) {
        const result = await createClient({ baseUrl, apiKey: 'mk_wrong' }).labels.list();
        console.log(result.kind, result.kind === 'api-error' ? errorCatalogue[result.error.code].status : result.message);
      }`;
    writeFileSync(path.join(dir.path, 'refused.mjs'), program);
    const { stdout } = await run('refused.mjs', { MOORAGE_SERVER: platform.url() });
    expect(stdout).toBe('api-error 401\nclient-error The server cannot be reached.\n');
  });

  it('shows nothing but its doors', async () => {
    writeFileSync(path.join(dir.path, 'inside.mjs'), "await import('@moorage/sdk/transport');");
    expect((await run('inside.mjs', {})).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
