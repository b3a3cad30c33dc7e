/** Runs a command beside a container: same environment, directory, user and address. For exec probes and hooks. */
import type { ContainerSetup } from './container-setup.ts';
import type { NodeDeps } from './node-deps.ts';
import type { ExecAnswer } from './probe-attempt.ts';

const outputLimit = 10 * 1024;

/** Runs to the end or the timeout; only the first 10 KiB of output are kept. */
export async function execInContainer(
  command: readonly string[],
  setup: ContainerSetup,
  timeoutMs: number,
  deps: Pick<NodeDeps, 'launcher' | 'clock'>,
): Promise<ExecAnswer> {
  const { cwd, env, user } = setup;
  const launched = await deps.launcher.launch({ argv: command.map(setup.rewrite), cwd, env, ...user, stdin: false });
  if (launched.kind === 'failed') return launched;
  const { process } = launched;
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = (chunk: Buffer): void => {
    if (size < outputLimit) chunks.push(chunk);
    size += chunk.length;
  };
  process.stdout.on('data', collect);
  process.stderr.on('data', collect);
  let isTimedOut = false;
  const cancel = deps.clock.after(timeoutMs, () => {
    isTimedOut = true;
    process.kill('SIGKILL');
  });
  const code = await process.exited;
  cancel();
  if (isTimedOut) return { kind: 'timed-out' };
  return { kind: 'exited', code, output: Buffer.concat(chunks).subarray(0, outputLimit).toString('utf8') };
}
