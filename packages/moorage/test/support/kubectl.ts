/** The stock kubectl against the embedded cluster of a running platform. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findKubectl } from '../../../../testbed/kubectl.mjs';

const run = promisify(execFile);

export interface Kubectl {
  (...args: readonly string[]): Promise<string>;
  /** Runs it with input; gives all that it said and its exit code. */
  withInput(input: string, ...args: readonly string[]): Promise<{ code: number | null; output: string }>;
  /** Starts one that goes on by itself, such as `port-forward`; the caller kills it. */
  start(...args: readonly string[]): { child: ChildProcess; output: () => string };
}

/** The program; undefined on a machine that has neither it nor Go, which only a developer's may be. */
export function kubectlProgram(): string | undefined {
  const program = findKubectl();
  if (program === undefined && process.env['CI'] === 'true')
    throw new Error('kubectl is missing and cannot be built: no Go toolchain');
  return program;
}

/** kubectl with the kubeconfig of this data directory. */
export function createKubectl(program: string, dataDir: string): Kubectl {
  const env = { PATH: process.env['PATH'], HOME: dataDir, KUBECONFIG: join(dataDir, 'kubeconfig') };
  const start: Kubectl['start'] = (...args) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    return { child, output: () => output };
  };
  const kubectl = async (...args: readonly string[]): Promise<string> =>
    (await run(program, args, { env, timeout: 60_000 })).stdout;
  return Object.assign(kubectl, {
    start,
    withInput: async (input: string, ...args: readonly string[]) => {
      const { child, output } = start(...args);
      child.stdin?.end(input);
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { code, output: output() };
    },
  });
}
