import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

type Stamp = readonly [mtimeMs: number, size: number];

interface Built {
  readonly root: string;
  readonly stampOf: (file: string) => Stamp;
  readonly freshBuild: (record?: string) => string | undefined;
}

interface ProgramBuild {
  readonly ensureProgramBuilt: () => Promise<string>;
}

/** The scripts are plain JavaScript, which the type checker does not read. */
async function load<Script>(file: string): Promise<Script> {
  return await import(new URL(file, import.meta.url).href);
}

const { root, stampOf, freshBuild } = await load<Built>('../packages/moorage/bin/built.mjs');
const { ensureProgramBuilt } = await load<ProgramBuild>('./run/program-build.mjs');

const dir = mkdtempSync(path.join(tmpdir(), 'program-build-'));
afterAll(() => rmSync(dir, { recursive: true }));

describe('whether a build is of the sources as they are', () => {
  const record = path.join(dir, 'current.json');
  const build = path.join(dir, 'build');
  const source = path.join(dir, 'source.ts');

  const write = (changes: object = {}): void => {
    const sources = [[path.relative(root, source), ...stampOf(source)]];
    writeFileSync(record, JSON.stringify({ root, dir: build, sources, ...changes }));
  };

  beforeEach(() => {
    mkdirSync(build, { recursive: true });
    writeFileSync(path.join(build, 'moorage.js'), '');
    writeFileSync(source, 'export const one = 1;');
    write();
  });

  it('is true while nothing changes', () => {
    expect(freshBuild(record)).toBe(build);
  });

  it('is false when a source was written, even with as many letters', () => {
    writeFileSync(source, 'export const one = 2;');
    utimesSync(source, 2_000_000_000, 2_000_000_000);
    expect(freshBuild(record)).toBeUndefined();
  });

  it('is false when a source has another size, even with the old time', () => {
    const [mtimeMs] = stampOf(source);
    writeFileSync(source, 'export const one = 100;');
    utimesSync(source, mtimeMs / 1000, mtimeMs / 1000);
    expect(freshBuild(record)).toBeUndefined();
  });

  it('is false when a source is gone', () => {
    rmSync(source);
    expect(freshBuild(record)).toBeUndefined();
  });

  it('is false when the build is gone, or is that of another directory', () => {
    write({ root: path.join(root, 'copy') });
    expect(freshBuild(record)).toBeUndefined();
    write();
    rmSync(build, { recursive: true });
    expect(freshBuild(record)).toBeUndefined();
  });

  it('is false without a record that can be read', () => {
    writeFileSync(record, '{"root":');
    expect(freshBuild(record)).toBeUndefined();
    rmSync(record);
    expect(freshBuild(record)).toBeUndefined();
  });
});

describe('the programs that are built', async () => {
  const built = await ensureProgramBuilt();

  /** Runs it with a hook that tells of every module that is loaded from the sources. */
  async function run(program: string, ...args: readonly string[]): Promise<string> {
    const hooks = "{ load: (url, context, next) => (url.endsWith('.ts') && console.log('loads', url), next(url, context)) }";
    const hook = `data:text/javascript,import { registerHooks } from 'node:module'; registerHooks(${hooks});`;
    const options = { env: { PATH: process.env['PATH'] } };
    return await promisify(execFile)(process.execPath, ['--import', hook, program, ...args], options).then(
      ({ stdout, stderr }) => stdout + stderr,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
  }

  it('are what the command line runs', async () => {
    const output = await run(path.join(root, 'packages/moorage/bin/moorage.mjs'), '--version');
    expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('need no module of the sources', async () => {
    const output = await run(path.join(built, 'server.js'), 'migrate');
    expect(output).toContain('DATABASE_DSN is required to migrate.');
    expect(output).not.toContain('loads');
  });

  it('are left alone by the command line when they are not of these sources', async () => {
    const copy = path.join(dir, 'copy', 'packages', 'moorage');
    cpSync(path.join(root, 'packages/moorage/bin'), path.join(copy, 'bin'), { recursive: true });
    mkdirSync(path.join(copy, 'src'));
    writeFileSync(path.join(copy, 'src', 'main.ts'), "export const main = (): void => console.log('from its sources');");
    expect(await run(path.join(copy, 'bin', 'moorage.mjs'))).toContain('from its sources');
  });
});
