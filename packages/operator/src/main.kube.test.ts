import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startTestApiServer } from '@moorage/testkit/api-server';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { describe, expect, it, onTestFinished } from 'vitest';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const main = join(import.meta.dirname, 'main.ts');

async function textAt(url: string): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

describe('the operator as a process', () => {
  it('starts from a kubeconfig, says that it is ready, shows metrics, and ends on a signal', async () => {
    const server = await startTestApiServer();
    const dir = makeTempDir('operator');
    const kubeconfig = join(dir.path, 'config');
    await writeFile(kubeconfig, server.kubeconfig);
    const [health, metrics] = [await freePort(), await freePort()];
    const args = [main, '--install-crds', '--log-level=warn', `--kubeconfig=${kubeconfig}`];
    const addresses = [`--health-probe-bind-address=127.0.0.1:${health}`, `--metrics-bind-address=127.0.0.1:${metrics}`];
    const child = spawn(process.execPath, [...args, ...addresses], { stdio: ['ignore', 'inherit', 'inherit'], env: {} });
    // A test that fails leaves nothing behind either: it would call out for its cluster for ever.
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    await waitUntil(async () => (await textAt(`http://127.0.0.1:${health}/readyz`))?.status === 200, {
      describe: 'it to be ready',
      // As long as a start may take anywhere else.
      timeoutMs: 80_000,
    });
    expect((await textAt(`http://127.0.0.1:${metrics}/metrics`))?.text).toContain(
      'moorage_informer_objects{resource="userdeployments"} 0',
    );
    expect((await textAt(`http://127.0.0.1:${health}/other`))?.status).toBe(404);
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    await server.stop();
    dir.remove();
  }, 120_000);

  it('names everything that is wrong with its flags, and what to do outside of a cluster', async () => {
    const run = async (...flags: string[]): Promise<{ code: unknown; text: string }> => {
      const child = spawn(process.execPath, [main, ...flags], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
      return { code: (await once(child, 'close'))[0], text };
    };
    const wrong = await run('--ingress-scheme=ftp', '--unknown=1');
    expect(wrong.code).toBe(65);
    expect(wrong.text).toMatch(/--unknown.*--ingress-scheme/s);
    expect((await run()).text).toContain('kubeconfig');
  });
});
