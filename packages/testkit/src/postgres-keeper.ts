/**
 * The program that keeps the test database running for whoever tests.
 *
 * Test processes come and go, in parallel and from several shells, and any of them may be killed. None of them can own the
 * server. So it belongs to this small process: the first test starts it, every test holds a connection to it, and when there
 * has been none for a while it stops the server and ends. A keeper that finds another one at work ends at once.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { systemClock, type CancelTimer } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import { createLog } from '@moorage/core/log';
import { createEmbeddedPostgres, type EmbeddedPostgres } from '@moorage/embedded-postgres/embedded-postgres';

const idleMs = 20_000;

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('the keeper got no port'));
    });
  });
}

async function keep(postgres: EmbeddedPostgres, noteFile: string): Promise<void> {
  const greeting = `${JSON.stringify({ dsn: postgres.dsn('postgres') })}\n`;
  await new Promise<void>((resolve, reject) => {
    let cancelEnd: CancelTimer = () => {};
    const endWhenIdle = (): void => {
      cancelEnd();
      cancelEnd = systemClock.after(idleMs, resolve);
    };
    const server = createServer((socket) => {
      cancelEnd();
      socket.on('error', () => {});
      socket.once('close', () => server.getConnections((_error, count) => (count === 0 ? endWhenIdle() : undefined)));
      socket.write(greeting);
    });
    process.once('SIGTERM', resolve);
    listen(server).then((port) => {
      writeFileSync(`${noteFile}.new`, JSON.stringify({ port }));
      renameSync(`${noteFile}.new`, noteFile);
      endWhenIdle();
    }, reject);
  });
}

async function main(dataDir: string): Promise<void> {
  const noteFile = path.join(dataDir, 'keeper.json');
  const postgres = createEmbeddedPostgres({
    dataDir,
    log: createLog(),
    clock: systemClock,
    fsync: false,
    settings: { max_connections: 300, shared_buffers: '64MB', max_locks_per_transaction: 256 },
  });
  try {
    await postgres.start();
  } catch (error) {
    if (isAppError(error, 'conflict')) return;
    throw error;
  }
  await keep(postgres, noteFile);
  rmSync(noteFile, { force: true });
  await postgres.stop();
}

const [, , dataDir] = process.argv;
if (dataDir === undefined) throw new Error('usage: postgres-keeper.ts <data directory>');
await main(dataDir);
process.exit(0);
