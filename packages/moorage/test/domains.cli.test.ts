import { type DnsServer, startDnsServer } from '@moorage/testkit/dns-server';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestCli, type TestCli } from './support/cli.ts';
import { openApp } from './support/open-app.ts';
import { type Platform, startPlatform } from './support/platform.ts';

const host = 'shop.example.org';
const challenge = `_moorage-challenge.${host}`;

describe('a domain of one’s own by the command line', () => {
  let dir: TempDir;
  let dns: DnsServer;
  let platform: Platform;
  let cli: TestCli;
  let port = '';

  beforeAll(async () => {
    dir = makeTempDir('domains');
    dns = await startDnsServer();
    platform = await startPlatform({ dataDir: dir.path, env: { DNS_SERVERS: dns.address } });
    cli = createTestCli(platform.url);
    expect(await cli('login')).toMatchObject({ code: 0 });
    const made = await cli('deployments', 'create', 'hello', '--name', 'hello', '--wait', '-o', 'json');
    port = new URL(JSON.parse(made.stdout).url).port;
  });

  afterAll(async () => {
    await platform?.stop();
    await dns?.close();
    dir?.remove();
  });

  /** As curl with `-H Host:`; no resolver knows the name. */
  const statusUnder = async (name: string): Promise<number> => (await openApp(`http://${name}:${port}`)).status;

  async function domain(...words: string[]) {
    const { code, stdout, stderr } = await cli('domains', ...words, '-o', 'json');
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    return JSON.parse(stdout);
  }

  it('is claimed, proved, served, and given up', async () => {
    const claimed = await domain('add', 'hello', host);
    expect(claimed).toMatchObject({ host, status: 'Pending' });
    expect(await statusUnder(host)).toBe(421);
    dns.set(challenge, 'TXT', 'something else');
    expect(await domain('verify', 'hello', host)).toMatchObject({ status: 'Pending', reason: 'RecordWrong' });
    dns.fail(challenge, 'servfail');
    expect(await domain('verify', 'hello', host)).toMatchObject({ status: 'Pending', reason: 'DnsUnavailable' });

    const [txt, cname] = claimed.records;
    dns.set(txt.name, 'TXT', txt.value);
    dns.set(cname.name, 'CNAME', cname.value);
    expect(await domain('verify', 'hello', host)).toMatchObject({ status: 'Verified' });
    await waitUntil(async () => (await statusUnder(host)) === 200, { timeoutMs: 60_000, describe: () => `${host} to be served` });
    const listed = async () => (await domain('list', 'hello'))[0];
    const isActive = async (): Promise<boolean> => (await listed()).status === 'Active';
    await waitUntil(isActive, { timeoutMs: 60_000, describe: () => `${host} to be active` });
    expect(await listed()).toMatchObject({ host, reason: 'Serving', certificate: null });
    expect((await cli('domains', 'list', 'hello')).stdout).toContain('shop.example.org   Active   Serving');

    expect((await cli('deployments', 'releases', 'hello', '--diff', '1..2')).stdout).toContain(`domains.${host}`);
    expect(await cli('domains', 'remove', 'hello', host, '--yes')).toMatchObject({ code: 0 });
    await waitUntil(async () => (await statusUnder(host)) === 421, { timeoutMs: 60_000, describe: () => `${host} to be gone` });
    expect((await cli('domains', 'list', 'hello')).stdout).toContain('No domains yet');
  });
});
