import path from 'node:path';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestCli, type TestCli } from './support/cli.ts';
import { type Platform, startPlatform } from './support/platform.ts';

let dir: TempDir;
let platform: Platform;
let cli: TestCli;

beforeAll(async () => {
  dir = makeTempDir('infra');
  const backups = { BACKUP_DIR: path.join(dir.path, 'backups'), BACKUP_SCHEDULE: 'off', BACKUP_VERIFY_SCHEDULE: 'off' };
  platform = await startPlatform({ dataDir: dir.path, env: backups });
  cli = createTestCli(platform.url, { BACKUP_DIR: backups.BACKUP_DIR });
  expect(await cli('login')).toMatchObject({ code: 0 });
});

afterAll(async () => {
  await platform?.stop();
  dir?.remove();
});

describe('credentials and SSH keys by the command line', () => {
  it('are kept, replaced, shown in person and deleted', async () => {
    const secret = 'secret.env';
    cli.files.set(secret, 'username=ada\npassword=first\n');
    const made = await cli('credentials', 'create', 'registry', '--provider', 'generic', '--secret-file', secret);
    expect([made.code, made.stdout.includes('first')]).toEqual([0, false]);
    cli.files.set(secret, '{"username":"ada","password":"second"}');
    expect(await cli('credentials', 'update', 'registry', '--secret-file', secret)).toMatchObject({ code: 0 });
    expect(await cli('credentials', 'reveal', 'registry')).toMatchObject({
      code: 0,
      stdout: 'password: second\nusername: ada\n',
    });
    expect((await cli('credentials', 'test', 'registry')).stdout).toContain('unsupported');
    const wrong = await cli('credentials', 'update', 'registry', '--scope-kind', 'service', '--scope', 'planet=mars');
    expect([wrong.code, wrong.stderr]).toEqual([65, expect.stringContaining('scope.service: is required')]);
    expect(await cli('credentials', 'delete', 'registry', '--yes')).toMatchObject({ code: 0 });
    expect((await cli('credentials', 'list', '-o', 'name')).stdout).toBe('');
  });

  it('are made, written to two files, and taken in again', async () => {
    expect(await cli('ssh-keys', 'create', 'nodes', '--comment', 'ada')).toMatchObject({ code: 0 });
    const file = 'key';
    expect(await cli('ssh-keys', 'download', 'nodes', '--to', file)).toMatchObject({ code: 0 });
    expect(cli.files.get(file)).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    expect(cli.files.get('key.pub')).toMatch(/^ssh-ed25519 \S+ ada\n$/);
    const again = await cli('ssh-keys', 'import', 'again', '--file', file);
    expect([again.code, again.stderr]).toEqual([75, expect.stringContaining('has this key already')]);
    expect(await cli('ssh-keys', 'delete', 'nodes', '--yes')).toMatchObject({ code: 0 });
    expect(await cli('ssh-keys', 'import', 'again', '--file', file)).toMatchObject({ code: 0 });
    expect((await cli('ssh-keys', 'list', '--unattached')).stdout).toContain('again');
  });
});

describe('actions of the platform by the command line', () => {
  it('are offered, found by their target, changed and deleted', async () => {
    const made = await cli('admin', 'actions', 'create', 'setup', '--label', 'Set up', '--description', 'Installs it');
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect((await cli('admin', 'actions', 'update', 'setup', '--label', 'All')).stdout).toMatch(/Label: +All/);
    expect((await cli('admin', 'actions', 'list')).stdout).toMatch(/All +setup +Installs it/);
    const twice = await cli('admin', 'actions', 'create', 'setup', '--description', 'Again');
    expect([twice.code, twice.stderr]).toEqual([75, expect.stringContaining('with this target already')]);
    expect(await cli('admin', 'actions', 'delete', 'setup', '--yes')).toMatchObject({ code: 0 });
    expect((await cli('admin', 'actions', 'list', '-o', 'name')).stdout).toBe('');
  });
});

describe('clusters by the command line', () => {
  it('are described, get and lose parts, and hold what they have', async () => {
    expect(await cli('clusters', 'create', 'prod', '--region', 'eu')).toMatchObject({ code: 0 });
    expect(await cli('pools', 'create', 'workers')).toMatchObject({ code: 0 });
    const attached = await cli('clusters', 'attach', 'prod', '--pool', 'workers');
    expect([attached.code, attached.stdout]).toEqual([0, expect.stringMatching(/Status: +incomplete\nReason: .*no bastion/)]);
    const held = await cli('pools', 'delete', 'workers', '--yes');
    expect([held.code, held.stderr]).toEqual([75, expect.stringContaining('used by cluster prod')]);
    expect((await cli('clusters', 'metadata', 'set', 'prod', 'Zone=b')).stdout).toMatch(/Zone +b/);
    expect((await cli('clusters', 'describe', 'prod')).stdout).toContain('zone=b');
    const issued = await cli('clusters', 'kubeconfig', 'issue', 'prod');
    expect([issued.code, issued.stderr]).toEqual([75, expect.stringContaining('has no kubeconfig')]);
    expect(await cli('clusters', 'detach', 'prod', '--pool', 'workers')).toMatchObject({ code: 0 });
    expect(await cli('pools', 'delete', 'workers', '--yes')).toMatchObject({ code: 0 });
    expect(await cli('clusters', 'delete', 'prod', '--yes')).toMatchObject({ code: 0 });
    expect((await cli('clusters', 'list', '-o', 'name')).stdout).toBe('');
  });
});

describe('backups of the embedded platform by the command line', () => {
  /** The newest one, as the running platform tells it. */
  const newest = async () => {
    const listed = await cli('admin', 'backups', 'list', '-o', 'json');
    expect(listed.code).toBe(0);
    return z
      .array(z.looseObject({ id: z.string(), name: z.string(), state: z.string(), verification: z.unknown() }))
      .parse(JSON.parse(listed.stdout))[0];
  };

  it('are made and proved while it runs', async () => {
    expect((await cli('admin', 'backups', 'status')).stdout).toMatch(/Last good: +never/);
    expect(await cli('admin', 'backups', 'run')).toMatchObject({ code: 0 });
    const made = await waitUntil(async () => [await newest()].find((one) => one?.state === 'good'), {
      timeoutMs: 60_000,
      describe: 'a good backup',
    });
    expect(await cli('admin', 'backups', 'verify', made.id)).toMatchObject({ code: 0 });
    await waitUntil(async () => (await newest())?.verification !== null, { timeoutMs: 60_000, describe: 'its proof' });
    expect(await newest()).toMatchObject({ state: 'good', verification: { state: 'passed', problem: null } });
    expect((await cli('admin', 'backups', 'status')).stdout).toMatch(/State: +good/);
    const inUse = await cli('db', 'backup', '--data-dir', dir.path);
    expect([inUse.code, inUse.stderr]).toEqual([75, expect.stringContaining('already running')]);
  });

  it('are made, proved and restored into a new data directory while it does not run', async () => {
    await platform.stop();
    const [made] = (await cli('db', 'backups', '--data-dir', dir.path)).stdout.split(' ', 1);
    expect(await cli('db', 'verify', made ?? '', '--data-dir', dir.path)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is equal'),
    });
    expect(await cli('db', 'backup', '--data-dir', dir.path)).toMatchObject({ code: 0 });
    const other = path.join(dir.path, 'another-machine');
    const refused = await cli('db', 'restore', '--data-dir', other);
    expect([refused.code, refused.stderr]).toEqual([75, expect.stringMatching(/encrypted under local:/)]);
    const keyed = createTestCli('http://127.0.0.1:1', {
      BACKUP_DIR: path.join(dir.path, 'backups'),
      ROOT_KEY_PATH: path.join(dir.path, 'root.key'),
    });
    const restored = await keyed('db', 'restore', '--data-dir', other);
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('is restored'), stderr: '' });
  });
});
