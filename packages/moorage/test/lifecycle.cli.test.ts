import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { type Platform, type PlatformOptions, startPlatform } from './support/platform.ts';
import { openApp } from './support/open-app.ts';
import { processesOf } from './support/processes.ts';
import { signInByApi } from './support/api.ts';

const dirs: TempDir[] = [];
const platforms: Platform[] = [];

function newDir(): string {
  const dir = makeTempDir('platform');
  dirs.push(dir);
  return dir.path;
}

async function start(options: PlatformOptions): Promise<Platform> {
  const platform = await startPlatform({ fromNothing: true, ...options });
  platforms.push(platform);
  return platform;
}

afterAll(async () => {
  for (const platform of platforms) await platform.kill();
  for (const dir of dirs) dir.remove();
});

/** One directory through all that can happen to it: each test goes on from where the one before it left the platform. */
describe('the platform as a program', { timeout: 240_000 }, () => {
  let dataDir: string;
  let platform: Platform;

  beforeAll(async () => {
    dataDir = newDir();
    platform = await start({ dataDir });
  });

  it('starts on an empty directory and serves', async () => {
    expect((await fetch(`${platform.url}/health`)).status).toBe(200);
    expect((await fetch(`${platform.url}/readyz`)).status).toBe(200);
  });

  it('warns of the root key that it made: without a copy nothing can be read again', () => {
    expect(platform.output()).toContain(`root key     ${join(dataDir, 'root.key')}, made just now. Copy it to a safe place`);
    expect(readFileSync(join(dataDir, 'moorage.log'), 'utf8')).toContain('a root key was made; without a copy of it');
  });

  it('refuses a second start on the same directory with the reason', async () => {
    await expect(start({ dataDir })).rejects.toThrow(/already running on .* \(process \d+\)/);
    expect((await fetch(`${platform.url}/health`)).status).toBe(200);
  });

  it('says which setting moves it when its port is taken, and starts nothing', async () => {
    const other = newDir();
    const second = start({ dataDir: other, env: { SERVER_ADDR: new URL(platform.url).host } });
    await expect(second).rejects.toThrow(/is in use[\s\S]*SERVER_ADDR/);
    expect(processesOf(other)).toEqual([]);
  });

  it('is gone altogether in the moment in which it is killed, and loses nothing', async () => {
    const api = await signInByApi(platform.url);
    const created = await api.create({ template: 'hello', name: 'survivor', envVars: { GREETING: 'still here' } });
    expect(created.kind === 'client-error' ? 0 : created.status).toBe(201);
    await api.waitFor('survivor', 'Ready');
    await platform.kill();
    await waitUntil(() => processesOf(dataDir).length === 0 || undefined, {
      describe: () => `nothing to be left of it; there is ${JSON.stringify(processesOf(dataDir))}`,
    });

    platform = await start({ dataDir });
    // The key is the one of the first start, of which it was said then.
    expect(platform.output()).not.toMatch(/root key/i);
    const again = await signInByApi(platform.url);
    const text = await waitUntil(
      async () => {
        // The ingress of the second start has another port, which the status tells as soon as the operator has looked.
        const { url } = await again.status('survivor');
        const answer = await openApp(url ?? '').catch(() => undefined);
        return answer?.status === 200 ? answer.text : undefined;
      },
      { timeoutMs: 60_000, describe: 'the app to serve again' },
    );
    expect(text).toContain('still here');
  });

  it.each(['interruptGroup', 'terminate'] as const)(
    'starts after a kill, and ends with npm and without a trace when npm is ended (%s)',
    async (way) => {
      // The first time it comes right after the end of another one, of which it has to clear away what is left.
      await platform.kill();
      platform = await start({ dataDir, throughNpm: true });
      expect(await platform[way]()).toBe(0);
      await waitUntil(() => platform.output().includes('Stopping'), { describe: 'its last words' });
      await waitUntil(() => processesOf(dataDir).length === 0, { describe: 'nothing to be left of it' });
    },
  );

  it('says every wrong setting at once and starts nothing', async () => {
    const other = newDir();
    const env = { LOG_LEVEL: 'loud', SESSION_MAX_AGE: 'long', MOORAGE_INGRESS_PORT: 'any' };
    await expect(start({ dataDir: other, env })).rejects.toThrow(/LOG_LEVEL[\s\S]*SESSION_MAX_AGE[\s\S]*MOORAGE_INGRESS_PORT/);
    expect(processesOf(other)).toEqual([]);
  });
});
