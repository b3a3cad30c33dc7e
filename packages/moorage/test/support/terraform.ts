/** The real Terraform with our provider, both built by the testbed, in a directory of its own. It asks no registry. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitUntil } from '@moorage/testkit/wait-until';

export interface TerraformPrograms {
  readonly terraform: string;
  readonly provider: string;
}

export interface TerraformRun {
  readonly code: number;
  readonly output: string;
}

export interface Terraform {
  readonly dir: string;
  /** Resolves however it ends. */
  (...args: readonly string[]): Promise<TerraformRun>;
}

/** Of a program that lives for a second and needs little: nothing is collected before it has taken this much. */
const collector = { GOGC: 'off', GOMEMLIMIT: '512MiB' };

/** Terraform in `dir`, where `files` are the configuration. `env` is all that the provider knows of the server. */
export function createTerraform(
  programs: TerraformPrograms,
  dir: string,
  { files, env }: { readonly files: Readonly<Record<string, string>>; readonly env: Readonly<Record<string, string>> },
): Terraform {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(dir, name), text);
  const settings = path.join(dir, 'settings.tfrc');
  // A provider is found by its name, and the testbed has built it under another one.
  const plugins = path.join(dir, 'plugins');
  rmSync(plugins, { recursive: true, force: true });
  mkdirSync(plugins);
  symlinkSync(programs.provider, path.join(plugins, 'terraform-provider-moorage'));
  const override = `dev_overrides { "moorage.dev/moorage/moorage" = ${JSON.stringify(plugins)} }`;
  writeFileSync(settings, `provider_installation {\n  ${override}\n}\ndisable_checkpoint = true\n`);
  const all = { PATH: process.env['PATH'], HOME: dir, TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: '1', ...collector, ...env };
  const run = (...args: readonly string[]): Promise<TerraformRun> =>
    new Promise((resolve) => {
      const options = { cwd: dir, env: all, maxBuffer: 2 ** 26 };
      execFile(programs.terraform, [...args], options, (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
        resolve({ code, output: `${stdout}${stderr}` });
      });
    });
  return Object.assign(run, { dir });
}

export interface RunningProvider {
  /** By which Terraform finds it, in place of one that it starts itself. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * The provider as its authors debug it: one process for many runs of Terraform, which starts two of its own for each otherwise and makes
 * keys with each of those. It knows of the server by the first `env` that it gets.
 */
export async function startProvider(program: string, env: Readonly<Record<string, string>>): Promise<RunningProvider> {
  const child = spawn(program, ['-debug'], { env: { ...collector, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const address = await waitUntil(
    () => {
      if (child.exitCode !== null) throw new Error(`the provider ended:\n${output}`);
      return /TF_REATTACH_PROVIDERS='(.+)'/.exec(output)?.[1];
    },
    { describe: () => `the provider to say where it is; it said:\n${output}` },
  );
  return {
    env: { TF_REATTACH_PROVIDERS: address },
    async stop() {
      process.off('exit', killWithUs);
      child.kill('SIGKILL');
      await ended;
    },
  };
}
