import { afterEach, describe, expect, it } from 'vitest';
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { type Platform, startPlatform } from './support/platform.ts';
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

async function start(dataDir: string, env: Record<string, string> = {}, throughNpm = false): Promise<Platform> {
  const platform = await startPlatform({ dataDir, env, throughNpm });
  platforms.push(platform);
  return platform;
}

afterEach(async () => {
  for (const platform of platforms.splice(0)) await platform.kill();
  for (const dir of dirs.splice(0)) dir.remove();
});

describe('the platform as a program', () => {
  it('starts on an empty directory, serves, and ends without a trace', async () => {
    const platform = await start(newDir());
    expect((await fetch(`${platform.url}/health`)).status).toBe(200);
    expect((await fetch(`${platform.url}/readyz`)).status).toBe(200);
    expect(await platform.stop()).toBe(0);
    expect(processesOf(platform.dataDir)).toEqual([]);
  });

  it('refuses a second start on the same directory with the reason', async () => {
    const first = await start(newDir());
    await expect(start(first.dataDir)).rejects.toThrow(/already running on .* \(process \d+\)/);
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
  });

  it('loses nothing by kill -9 and leaves no orphan after the next start', async () => {
    const dataDir = newDir();
    const first = await start(dataDir);
    const api = await signInByApi(first.url);
    const created = await api.create({ template: 'hello', name: 'survivor', envVars: { GREETING: 'still here' } });
    expect(created.kind === 'client-error' ? 0 : created.status).toBe(201);
    await api.waitFor('survivor', 'Ready');
    await first.kill();

    const second = await start(dataDir);
    const again = await signInByApi(second.url);
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
    expect(await second.stop()).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  it.each(['interruptGroup', 'terminate'] as const)('ends with npm and without a trace when npm is ended (%s)', async (way) => {
    const platform = await start(newDir(), {}, true);
    expect(await platform[way]()).toBe(0);
    await waitUntil(() => platform.output().includes('Stopping'), { describe: 'its last words' });
    await waitUntil(() => processesOf(platform.dataDir).length === 0, { describe: 'nothing to be left of it' });
  });

  it('is gone altogether in the moment in which it is killed', async () => {
    const platform = await start(newDir());
    await platform.kill();
    await waitUntil(() => processesOf(platform.dataDir).length === 0 || undefined, {
      describe: () => `nothing to be left of it; there is ${JSON.stringify(processesOf(platform.dataDir))}`,
    });
  });

  it('says which setting moves it when its port is taken', async () => {
    const first = await start(newDir());
    const second = start(newDir(), { SERVER_ADDR: new URL(first.url).host });
    await expect(second).rejects.toThrow(/is in use[\s\S]*SERVER_ADDR/);
  });

  it('says every wrong setting at once and starts nothing', async () => {
    const dataDir = newDir();
    const wrong = start(dataDir, { LOG_LEVEL: 'loud', SESSION_MAX_AGE: 'long', MOORAGE_INGRESS_PORT: 'any' });
    await expect(wrong).rejects.toThrow(/LOG_LEVEL[\s\S]*SESSION_MAX_AGE[\s\S]*MOORAGE_INGRESS_PORT/);
    expect(processesOf(dataDir)).toEqual([]);
  });
});
