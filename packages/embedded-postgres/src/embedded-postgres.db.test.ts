import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endsWithOwner } from './death-signal.ts';
import { createEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { isProcessAlive } from './process-identity.ts';
import { postmasterFilePath, readPostmasterFile } from './postmaster-file.ts';

let dir: string;
/** The files of a cluster that was just made, for tests of what comes after that. */
let made: string;
const started: EmbeddedPostgres[] = [];

function aPostgres(dataDir = path.join(dir, 'postgres')): EmbeddedPostgres {
  const postgres = createEmbeddedPostgres({ dataDir, log: silentLog, clock: systemClock, fsync: false });
  started.push(postgres);
  return postgres;
}

function plant(dataDir = path.join(dir, 'postgres')): void {
  mkdirSync(dataDir, { recursive: true });
  execFileSync('cp', ['-a', path.join(made, 'cluster'), path.join(dataDir, 'cluster')]);
}

async function query(dsn: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(text);
    return result.rows;
  } finally {
    await client.end();
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 2_000 && !condition(); attempt += 1) await systemClock.sleep(20);
  expect(condition()).toBe(true);
}

/** Another process that owns the database until it is killed. */
function ownerProcess(dataDir: string): ChildProcess {
  const script = `
    import { createEmbeddedPostgres } from ${JSON.stringify(path.join(import.meta.dirname, 'embedded-postgres.ts'))};
    import { systemClock } from '@moorage/core/clock';
    import { silentLog } from '@moorage/core/log';
    await createEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: silentLog, clock: systemClock }).start();
    console.log('ready');
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function newDir(): string {
  const fresh = mkdtempSync(path.join(os.tmpdir(), 'moorage-embedded-postgres-'));
  chmodSync(fresh, 0o755);
  return fresh;
}

beforeAll(async () => {
  made = newDir();
  const postgres = aPostgres(made);
  await postgres.start();
  await postgres.stop();
});
afterAll(() => rmSync(made, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

beforeEach(() => {
  dir = newDir();
});

afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

describe('the embedded PostgreSQL', () => {
  it('makes a database owned by a role that is no superuser, and keeps it over restarts', async () => {
    const first = aPostgres();
    await first.start();
    expect(
      await query(first.dsn(), 'select rolsuper, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user'),
    ).toEqual([{ rolsuper: false, rolcreatedb: true, rolbypassrls: false }]);
    await query(first.dsn(), 'create table kept (id int); insert into kept values (7)');
    await first.stop();
    expect(first.status().state).toBe('stopped');
    const second = aPostgres();
    await second.start();
    expect(await query(second.dsn(), 'select id from kept')).toEqual([{ id: 7 }]);
    expect(
      await query(
        second.dsn(),
        "select datcollate, datlocale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'moorage'",
      ),
    ).toEqual([{ datcollate: 'C', datlocale: 'C.UTF-8', encoding: 'UTF8' }]);
  });

  it('listens on a unix socket in a private directory and on nothing else', async () => {
    plant();
    const postgres = aPostgres();
    await postgres.start();
    expect(statSync(postgres.socketDir()).mode & 0o777).toBe(0o700);
    expect(await query(postgres.dsn(), 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('takes a socket directory elsewhere when the path is too long for a socket, and the same one again', async () => {
    const dataDir = path.join(dir, 'x'.repeat(100), 'postgres');
    plant(dataDir);
    const first = aPostgres(dataDir);
    await first.start();
    const socketDir = first.socketDir();
    expect(socketDir.startsWith(dir)).toBe(false);
    await first.stop();
    const second = aPostgres(dataDir);
    await second.start();
    expect(second.socketDir()).toBe(socketDir);
    await second.stop();
    rmSync(socketDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('refuses a second owner and names the first, and leaves the first alone', async () => {
    plant();
    const first = aPostgres();
    await first.start();
    const second = aPostgres();
    await expect(second.start()).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(await query(first.dsn(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  /** Kills an owner after it has committed a row; gives the pid of its server. */
  async function killedOwner(dataDir: string, beforeDeath: (server: number) => void = () => {}): Promise<number> {
    plant(dataDir);
    const owner = ownerProcess(dataDir);
    await new Promise((resolve) => owner.stdout?.once('data', resolve));
    const server = readPostmasterFile(path.join(dataDir, 'cluster'))?.pid ?? 0;
    const socket = `postgresql://moorage@/moorage?host=${encodeURIComponent(path.join(dataDir, 'run'))}`;
    await query(socket, 'create table kept (id int); insert into kept values (9)');
    beforeDeath(server);
    owner.kill('SIGKILL');
    await new Promise((resolve) => owner.once('exit', resolve));
    return server;
  }

  it.runIf(endsWithOwner().length > 0)('ends with an owner that was killed, and loses nothing that was committed', async () => {
    const dataDir = path.join(dir, 'postgres');
    const server = await killedOwner(dataDir);
    await until(() => !isProcessAlive(server));
    const next = aPostgres(dataDir);
    await next.start();
    expect(await query(next.dsn(), 'select id from kept')).toEqual([{ id: 9 }]);
  });

  it('replaces the server of a former owner that does not end by itself, and loses nothing that was committed', async () => {
    const dataDir = path.join(dir, 'postgres');
    const orphan = await killedOwner(dataDir, (server) => process.kill(server, 'SIGSTOP'));
    expect(isProcessAlive(orphan)).toBe(true);
    const next = aPostgres(dataDir);
    await next.start();
    expect(isProcessAlive(orphan)).toBe(false);
    expect(await query(next.dsn(), 'select id from kept')).toEqual([{ id: 9 }]);
  });

  it('starts over a postmaster.pid whose pid belongs to a stranger', async () => {
    plant();
    const postgres = aPostgres();
    await postgres.start();
    const cluster = path.join(dir, 'postgres', 'cluster');
    const note = readFileSync(postmasterFilePath(cluster), 'utf8');
    await postgres.stop();
    writeFileSync(postmasterFilePath(cluster), note.replace(/^\d+/, String(process.ppid)));
    await postgres.start();
    expect(await query(postgres.dsn(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts over by a half-made cluster', async () => {
    mkdirSync(path.join(dir, 'postgres', 'cluster.new'), { recursive: true });
    writeFileSync(path.join(dir, 'postgres', 'cluster.new', 'PG_VERSION'), '18\n');
    const postgres = aPostgres();
    await postgres.start();
    expect(postgres.status().state).toBe('running');
  });

  const serverPid = (): number => readPostmasterFile(path.join(dir, 'postgres', 'cluster'))?.pid ?? 0;

  it('starts a server that dies again, at the same address and with all that was committed', async () => {
    plant();
    // With the durability of production: without it a commit may be lost on purpose.
    const postgres = createEmbeddedPostgres({ dataDir: path.join(dir, 'postgres'), log: silentLog, clock: systemClock });
    started.push(postgres);
    await postgres.start();
    const address = postgres.dsn();
    await query(address, 'create table kept (id int); insert into kept values (7)');
    for (const round of [1, 2]) {
      const dead = serverPid();
      process.kill(dead, 'SIGKILL');
      await until(() => postgres.status().state !== 'running');
      await until(() => postgres.status().state === 'running');
      expect([round, serverPid() === dead, postgres.dsn()]).toEqual([round, false, address]);
      expect(await query(address, 'select id from kept')).toEqual([{ id: 7 }]);
    }
    await postgres.stop();
    expect(postgres.status().state).toBe('stopped');
    expect(existsSync(path.join(dir, 'postgres', 'owner.lock'))).toBe(false);
  });

  it('stays stopped when it is stopped while the server is dead or comes back', async () => {
    plant();
    for (const pauseMs of [0, 60, 150]) {
      const postgres = aPostgres();
      await postgres.start();
      process.kill(serverPid(), 'SIGKILL');
      await until(() => postgres.status().state !== 'running');
      await systemClock.sleep(pauseMs);
      await postgres.stop();
      expect(['stopped', 'failed']).toContain(postgres.status().state);
      expect(isProcessAlive(serverPid())).toBe(false);
      expect(existsSync(path.join(dir, 'postgres', 'owner.lock'))).toBe(false);
    }
  });

  it('stops while clients hold transactions open', async () => {
    plant();
    const postgres = aPostgres();
    await postgres.start();
    const client = new pg.Client({ connectionString: postgres.dsn() });
    client.on('error', () => {});
    await client.connect();
    await client.query('begin; create table t (id int)');
    // Polite, it would wait for them for ever.
    await postgres.stop();
    expect(isProcessAlive(serverPid())).toBe(false);
    await client.end().catch(() => {});
  });

  it.runIf(process.getuid?.() === 0)('runs for root below a directory that only root may pass', async () => {
    chmodSync(dir, 0o700);
    const postgres = aPostgres();
    await postgres.start();
    expect(await query(postgres.dsn(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(statSync(path.join(dir, 'postgres', 'cluster')).uid).toBe(0);
  });

  it('reports a setting that PostgreSQL does not accept, with the reason for the log', async () => {
    plant();
    const postgres = createEmbeddedPostgres({
      dataDir: path.join(dir, 'postgres'),
      log: silentLog,
      clock: systemClock,
      fsync: false,
      settings: { shared_buffers: 'plenty' },
    });
    await expect(postgres.start()).rejects.toMatchObject({
      code: 'unavailable',
      internal: expect.stringContaining('shared_buffers'),
    });
    expect(postgres.status().state).toBe('failed');
  });
});
