/** Finds the PostgreSQL server of the tests, and starts it when there is none. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { readTestConfig } from './test-config.ts';
import { waitUntil } from './wait-until.ts';

export interface TestServer {
  /** Connection string of a database from which others can be made. */
  readonly adminDsn: string;
}

function readPort(noteFile: string): number | undefined {
  try {
    const note: unknown = JSON.parse(readFileSync(noteFile, 'utf8'));
    const port = typeof note === 'object' && note !== null && 'port' in note ? note.port : undefined;
    return typeof port === 'number' ? port : undefined;
  } catch {
    return undefined;
  }
}

function parseGreeting(text: string): TestServer | undefined {
  try {
    const greeting: unknown = JSON.parse(text);
    if (typeof greeting !== 'object' || greeting === null || !('dsn' in greeting)) return undefined;
    return typeof greeting.dsn === 'string' ? { adminDsn: greeting.dsn } : undefined;
  } catch {
    return undefined;
  }
}

/** Connects to the keeper. The connection stays open as long as this process lives: it is what keeps the server up. */
function greet(noteFile: string): Promise<TestServer | undefined> {
  const port = readPort(noteFile);
  if (port === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (!text.endsWith('\n')) return;
      socket.unref();
      const server = parseGreeting(text);
      if (server === undefined) socket.destroy();
      resolve(server);
    });
  });
}

function startKeeper(dataDir: string): void {
  const log = openSync(path.join(dataDir, 'keeper.log'), 'a');
  const keeper = path.join(import.meta.dirname, 'postgres-keeper.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', keeper, dataDir], {
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['ignore', log, log],
  });
  child.on('error', () => {});
  child.unref();
  closeSync(log);
}

async function findServer(): Promise<TestServer> {
  const config = readTestConfig();
  if (config.databaseUrl !== undefined) return { adminDsn: config.databaseUrl };
  const dataDir = path.join(config.cacheDir, 'test-postgres');
  const noteFile = path.join(dataDir, 'keeper.json');
  mkdirSync(dataDir, { recursive: true });
  let looks = 0;
  return waitUntil(
    async () => {
      const server = await greet(noteFile);
      // A keeper that is just ending holds the lock for a moment, so one attempt to start is not always enough.
      if (server === undefined && looks % 50 === 0) startKeeper(dataDir);
      looks += 1;
      return server;
    },
    { timeoutMs: 60_000, intervalMs: 40, describe: `the test database; see ${path.join(dataDir, 'keeper.log')}` },
  );
}

let found: Promise<TestServer> | undefined;

/** The server of `TEST_DATABASE_URL`, else an embedded one that all test processes of this work tree share. */
export function testPostgres(): Promise<TestServer> {
  found ??= findServer();
  return found;
}
