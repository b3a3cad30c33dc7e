/** Credentials that end while they are in use, against a server that checks them at every request. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { type CertificateServer, startCertificateServer } from '@moorage/testkit/client-certificates';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { stringify } from 'yaml';
import { afterEach, describe, expect, it } from 'vitest';
import { resources } from '../resources.ts';
import { createKubeClient, type KubeClient } from './client.ts';
import { type Connection, inClusterConnection } from './connection.ts';
import { certificateProblem, certificateRefused, isCertificateAlert } from './errors.ts';
import { readKubeconfig } from './kubeconfig.ts';

const ids = createIds(systemClock);
const key = { namespace: 'ns', name: 'a' };
const hourMs = 3_600_000;
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface World {
  readonly server: CertificateServer;
  readonly folder: string;
  /** `METHOD subject` of every request that was let in. */
  readonly served: string[];
  /** Of every request, let in or not. */
  readonly asked: string[];
  /** Open watches; write events into them. */
  readonly watches: ServerResponse[];
  letIn(...subjects: readonly string[]): void;
}

async function startWorld(atHandshake = false): Promise<World> {
  const dir = makeTempDir('credentials');
  cleanups.push(() => dir.remove());
  let accepted = new Set<string>();
  const [served, asked, watches]: [string[], string[], ServerResponse[]] = [[], [], []];
  const server = await startCertificateServer({
    atHandshake,
    accepts(subject, request) {
      const who = subject ?? request.headers.authorization ?? '';
      asked.push(`${request.method} ${who}`);
      if (accepted.has(who)) served.push(`${request.method} ${who}`);
      return accepted.has(who);
    },
    handle(request, response) {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url?.includes('watch=true') !== true) return void response.end(JSON.stringify({ metadata: key }));
      response.flushHeaders();
      watches.push(response);
    },
  });
  cleanups.push(() => server.stop());
  return { server, folder: dir.path, served, asked, watches, letIn: (...subjects) => void (accepted = new Set(subjects)) };
}

function clientOf(connection: Connection): KubeClient {
  const client = createKubeClient({ connection, clock: systemClock, ids });
  cleanups.push(() => client.close());
  return client;
}

/** A kubeconfig file for the user, and its client. */
async function withKubeconfig({ server, folder }: World, user: object): Promise<KubeClient> {
  const path = join(folder, 'config');
  const cluster = {
    server: `https://127.0.0.1:${server.port}`,
    'certificate-authority-data': Buffer.from(server.ca).toString('base64'),
  };
  const contexts = [{ name: 'here', context: { cluster: 'c', user: 'u' } }];
  const file = { 'current-context': 'here', contexts, clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user }] };
  writeFileSync(path, stringify(file));
  return clientOf((await readKubeconfig(path)).connection);
}

interface Plugin {
  readonly user: object;
  /** What it answers from now on. */
  issue(subject: string, forMs: number): void;
  runs(): number;
}

/** A credential plugin: a program that prints what the file beside it holds, and notes down that it ran. */
function makePlugin({ server, folder }: World): Plugin {
  const [answerFile, countFile] = [join(folder, 'answer.json'), join(folder, 'count')];
  writeFileSync(countFile, '');
  const script = `
    const fs = require('node:fs');
    fs.appendFileSync(process.argv[2], 'x');
    console.log(fs.readFileSync(process.argv[1], 'utf8'));`;
  const apiVersion = 'client.authentication.k8s.io/v1';
  return {
    user: { exec: { apiVersion, command: process.execPath, args: ['-e', script, answerFile, countFile] } },
    runs: () => readFileSync(countFile, 'utf8').length,
    issue(subject, forMs) {
      const { cert, key: clientKey } = server.issue(subject, forMs);
      const expirationTimestamp = new Date(systemClock.now().getTime() + forMs).toISOString();
      const status = { clientCertificateData: cert, clientKeyData: clientKey, expirationTimestamp };
      writeFileSync(answerFile, JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
    },
  };
}

describe('a credential plugin that issues certificates', () => {
  it.each([false, true])(
    'is asked again when the last one has ended; a call and its connections go on with the new one (refused at handshake: %s)',
    async (atHandshake) => {
      const world = await startWorld(atHandshake);
      const plugin = makePlugin(world);
      plugin.issue('first', atHandshake ? -1_000 : hourMs);
      world.letIn('first');
      const client = await withKubeconfig(world, plugin.user);
      if (!atHandshake) await client.get(resources.pod, key);
      plugin.issue('second', hourMs);
      world.letIn('second');
      await client.create(resources.pod, { apiVersion: 'v1', kind: 'Pod', metadata: key });
      await client.get(resources.pod, key);
      expect(world.served).toEqual([...(atHandshake ? [] : ['GET first']), 'POST second', 'GET second']);
      expect(plugin.runs()).toBe(2);
    },
  );

  it('does not end a watch that runs over an older connection', async () => {
    const world = await startWorld();
    const plugin = makePlugin(world);
    plugin.issue('first', hourMs);
    world.letIn('first');
    const client = await withKubeconfig(world, plugin.user);
    const aborter = new AbortController();
    const events = client.watch(resources.pod, { signal: aborter.signal })[Symbol.asyncIterator]();
    const next = events.next();
    while (world.watches.length === 0) await systemClock.sleep(5);
    plugin.issue('second', hourMs);
    world.letIn('second');
    await client.get(resources.pod, key);
    world.watches[0]?.write(`${JSON.stringify({ type: 'ADDED', object: { metadata: key } })}\n`);
    expect((await next).value).toMatchObject({ type: 'ADDED' });
    expect(world.served).toEqual(['GET first', 'GET second']);
    aborter.abort();
  });

  it('runs once for however many calls that were refused together', async () => {
    const world = await startWorld();
    const plugin = makePlugin(world);
    plugin.issue('first', hourMs);
    world.letIn('first');
    const client = await withKubeconfig(world, plugin.user);
    await client.get(resources.pod, key);
    plugin.issue('second', hourMs);
    world.letIn('second');
    await Promise.all(Array.from({ length: 20 }, () => client.get(resources.pod, key)));
    expect(plugin.runs()).toBe(2);
  });

  it('is not asked without end when its answer stays refused', async () => {
    const world = await startWorld();
    const plugin = makePlugin(world);
    plugin.issue('first', hourMs);
    const client = await withKubeconfig(world, plugin.user);
    await expect(client.get(resources.pod, key)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(world.asked).toHaveLength(1);
    expect(plugin.runs()).toBe(2);
  });
});

describe('a client certificate that has expired', () => {
  it.each([false, true])('is named with its date and what to do (refused at handshake: %s)', async (atHandshake) => {
    const world = await startWorld(atHandshake);
    world.letIn('old');
    const { cert, key: clientKey } = world.server.issue('old', -hourMs);
    const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
    const client = await withKubeconfig(world, {
      'client-certificate-data': base64(cert),
      'client-key-data': base64(clientKey),
    });
    const error: unknown = await client.get(resources.pod, key).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'unauthenticated',
      message: expect.stringMatching(/^The client certificate for the Kubernetes API expired at \d{4}-/),
      details: { nextStep: expect.stringContaining('new one') },
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('PRIVATE KEY');
  });

  it('is read again from its file, where somebody renews it', async () => {
    const world = await startWorld();
    const write = (subject: string, forMs: number): void => {
      const { cert, key: clientKey } = world.server.issue(subject, forMs);
      writeFileSync(join(world.folder, 'client.crt'), cert);
      writeFileSync(join(world.folder, 'client.key'), clientKey);
    };
    write('old', -hourMs);
    world.letIn('old', 'new');
    const client = await withKubeconfig(world, { 'client-certificate': 'client.crt', 'client-key': 'client.key' });
    await expect(client.get(resources.pod, key)).rejects.toThrow('expired at');
    write('new', hourMs);
    await client.get(resources.pod, key);
    expect(world.served).toEqual(['GET new']);
  });

  it.each([
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  ])('is told apart from one that the server does not know (%s)', (code) => {
    const error = Object.assign(new Error('alert'), { code });
    expect(isCertificateAlert(error)).toBe(true);
    expect(certificateProblem(undefined, systemClock.now())).toBeUndefined();
    expect(certificateRefused(error, 'GET /').message).toBe('The Kubernetes API does not accept the client certificate.');
  });

  it('is not the reason of what breaks by itself', () => {
    for (const code of ['ECONNRESET', 'ERR_SSL_WRONG_VERSION_NUMBER', 'CERT_HAS_EXPIRED'])
      expect(isCertificateAlert(Object.assign(new Error(code), { code }))).toBe(false);
  });
});

describe('the token of a pod', () => {
  it('is read again when the kubelet has replaced it, and missing says so', async () => {
    const world = await startWorld();
    const token = join(world.folder, 'token');
    writeFileSync(join(world.folder, 'ca.crt'), world.server.ca);
    writeFileSync(token, 'first\n');
    world.letIn('Bearer first');
    const source = { host: '127.0.0.1', port: String(world.server.port), folder: world.folder };
    const client = clientOf(await inClusterConnection(source));
    await client.get(resources.pod, key);
    writeFileSync(token, 'second\n');
    world.letIn('Bearer second');
    await client.mergePatch(resources.pod, key, {});
    expect(world.served).toEqual(['GET Bearer first', 'PATCH Bearer second']);
    rmSync(token);
    world.letIn();
    await expect(client.get(resources.pod, key)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The credentials for the Kubernetes API cannot be read.',
    });
  });
});
