import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';
import { type Platform, startPlatform } from './support/platform.ts';

describe('credentials and SSH keys by the command line', () => {
  let dir: TempDir;
  let platform: Platform;
  let cli: TestCli;

  beforeAll(async () => {
    dir = makeTempDir('infra');
    platform = await startPlatform({ dataDir: dir.path });
    cli = createTestCli(platform.url);
    expect(await cli('login')).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await platform?.stop();
    dir?.remove();
  });

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
