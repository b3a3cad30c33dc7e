/** Streams to pods whose containers are real processes. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { startTestCluster, type TestCluster } from '@moorage/testkit/cluster';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { createKubeClient, type KubeClient } from './client.ts';

const program = `
  require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
    socket.on('end', () => socket.end());
  }).listen(8080, process.env.POD_IP);
  setInterval(() => console.log('tick'), 20);
  process.stdin.on('data', (chunk) => console.log('heard ' + chunk));
`;

const key = { namespace: 'default', name: 'echo' };
let cluster: TestCluster;
let client: KubeClient;
beforeAll(async () => {
  cluster = await startTestCluster();
  client = createKubeClient({ connection: cluster.connection, clock: systemClock, ids: createIds(systemClock) });
  const container = {
    name: 'echo',
    image: 'echo:1',
    stdin: true,
    command: ['node', '-e', program],
    ports: [{ containerPort: 8080 }],
  };
  await client.create<KubeObject>(resources.pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: key,
    spec: { containers: [{ ...container, readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } }] },
  });
  await waitUntil(
    async () => {
      const pod = await client.get<KubeObject<unknown, { conditions?: { type: string; status: string }[] }>>(resources.pod, key);
      return pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    },
    { timeoutMs: 30_000, describe: 'the pod to be ready' },
  );
});
afterAll(async () => {
  client.close();
  await cluster.stop();
});

/** Reads until the text holds all that is looked for. */
async function read(stream: NodeJS.ReadableStream, ...wanted: readonly string[]): Promise<string> {
  let seen = '';
  for await (const chunk of stream) {
    seen += String(chunk);
    if (wanted.every((each) => seen.includes(each))) return seen;
  }
  return seen;
}

async function ask(connection: Duplex, question: string): Promise<string> {
  connection.end(question);
  return text(connection);
}

describe('port-forward', () => {
  it('carries many connections at a time, each to its end', async () => {
    const tunnel = await client.portForward(key);
    const connections = await Promise.all([1, 2, 3].map(() => tunnel.connect(8080)));
    const answers = await Promise.all(connections.map((connection, index) => ask(connection, `hello ${index}`)));
    expect(answers).toEqual(['HELLO 0', 'HELLO 1', 'HELLO 2']);
    tunnel.close();
    await tunnel.closed;
  });

  it('carries much, both ways', async () => {
    const tunnel = await client.portForward(key);
    const question = 'abcdefgh'.repeat(100_000);
    expect(await ask(await tunnel.connect(8080), question)).toBe(question.toUpperCase());
    tunnel.close();
  });

  it('says which port does not answer, and goes on with the others', async () => {
    const tunnel = await client.portForward(key);
    const refused = await tunnel.connect(9);
    const [error] = await once(refused, 'error');
    expect(error).toMatchObject({ code: 'unavailable', message: 'The pod does not answer on port 9.' });
    expect(await ask(await tunnel.connect(8080), 'still')).toBe('STILL');
    tunnel.close();
    await expect(tunnel.connect(8080)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('ends with its signal', async () => {
    const aborter = new AbortController();
    const tunnel = await client.portForward(key, { signal: aborter.signal });
    const open = await tunnel.connect(8080);
    aborter.abort();
    await tunnel.closed;
    await waitUntil(() => open.destroyed, { describe: 'the connection to end' });
  });
});

describe('commands', () => {
  it('run to their exit code, with input', async () => {
    const session = await client.exec(key, { command: ['node', '-e', 'process.stdin.pipe(process.stdout)'], stdin: true });
    session.stdin.end('through');
    expect(await text(session.stdout)).toBe('through');
    expect(await session.exit).toEqual({ kind: 'exited', code: 0 });
    const failing = await client.exec(key, { command: ['node', '-e', 'process.exit(3)'] });
    expect(await failing.exit).toEqual({ kind: 'exited', code: 3 });
    const absent = { ...key, name: 'absent' };
    await expect(client.exec(absent, { command: ['node'] })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('attach', () => {
  it('joins the streams of the process that runs', async () => {
    const session = await client.attach(key, { stdin: true });
    session.stdin.write('us');
    expect(await read(session.stdout, 'heard us', 'tick')).toContain('tick');
    session.close();
    expect(await session.exit).toMatchObject({ kind: 'failed' });
  });
});
