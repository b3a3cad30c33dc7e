/** One of several servers that share a database, as a process of its own, to be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitUntil } from '@moorage/testkit/wait-until';
import { builtPrograms } from './built-programs.ts';

export interface Replica {
  readonly url: string;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts the stand-alone server as `api` and resolves when it serves. */
export async function startReplica(environment: Readonly<Record<string, string>>): Promise<Replica> {
  const build = await builtPrograms();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(build, 'server.js'), 'api'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      // What the first has compiled, the others need not.
      NODE_COMPILE_CACHE: join(build, 'compiled'),
      SERVER_ADDR: '127.0.0.1:0',
      METRICS_ADDR: 'off',
      DEV_MODE: 'true',
      REACT_UI: 'false',
      KUBERNETES_ENABLED: 'false',
      DATABASE_POOL_SIZE: '4',
      ...environment,
    },
  });
  let output = '';
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await waitUntil(
    () => {
      if (child.exitCode !== null) throw new Error(`the replica ended before it served:\n${output}`);
      return /"url":"([^"]+)","msg":"server runs"/.exec(output)?.[1];
    },
    { timeoutMs: 110_000, describe: () => `the replica to serve; it said:\n${output}` },
  );
  return {
    url,
    async kill() {
      process.off('exit', killWithUs);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
