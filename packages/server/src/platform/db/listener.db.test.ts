import { connect, createServer, type Socket } from 'node:net';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase } from '../../../test/database.ts';
import { createListener, type Listener } from './listener.ts';

const source = useTestDatabase(migratedDatabase('listener'));

/** A network between us and the database that may fall silent without a word. */
function createNetwork(dsn: string) {
  const sockets = new Set<Socket>();
  // A socket's address has no host, which the parser of addresses does not take.
  const named = dsn.replace(/^(\w+:\/\/(?:[^/@]*@)?)\//, '$1localhost/');
  const url = new URL(named);
  const dir = url.searchParams.get('host');
  const server = createServer((incoming) => {
    const port = Number(url.port || 5432);
    const outgoing = dir === null ? connect(port, url.hostname) : connect(`${dir}/.s.PGSQL.${port}`);
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  return {
    async start(): Promise<string> {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const through = new URL(named);
      through.searchParams.delete('host');
      through.hostname = '127.0.0.1';
      through.port = String(typeof address === 'object' && address !== null ? address.port : 0);
      return through.href;
    },
    fallSilent: () => sockets.forEach((socket) => socket.unpipe().pause()),
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('the connection for notifications', () => {
  let network: ReturnType<typeof createNetwork>;
  let listener: Listener;

  beforeAll(async () => {
    network = createNetwork(source.dsn);
    const dsn = new Secret(await network.start());
    const connection = { dsn, poolSize: 1, statementTimeoutMs: 5_000, applicationName: 'test' };
    listener = createListener({ connection, log: silentLog, clock: systemClock });
  });
  afterAll(async () => {
    network.stop();
    await listener.stop();
  });

  it('is known to be silent while it still looks connected, and is made anew with a word about the gap', async () => {
    let gaps = 0;
    expect(listener.isCurrent()).toBe(false);
    await listener.listen(
      'test_silence',
      () => {},
      () => void (gaps += 1),
    );
    await waitUntil(() => listener.isCurrent(), { describe: 'the connection to answer' });
    network.fallSilent();
    await waitUntil(() => !listener.isCurrent(), { describe: 'the silence to be noticed' });
    expect(listener.connected()).toBe(true);
    await waitUntil(() => gaps > 0 && listener.isCurrent(), { describe: 'a new connection' });
  });
});
