import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@moorage/core/secret';
import { afterEach, describe, expect, it } from 'vitest';
import { resources } from '../resources.ts';
import type { Connection } from './connection.ts';
import { answer, bodyOf, type ScriptedServer, startScriptedServer } from './scripted-server.fake.ts';

const open: ScriptedServer[] = [];
async function serve(listener: RequestListener, connection?: Partial<Connection>): Promise<ScriptedServer> {
  const server = await startScriptedServer(listener, connection);
  open.push(server);
  return server;
}
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const key = { namespace: 'ns', name: 'a' };
const failure = (reason: string, more: object = {}) => ({
  kind: 'Status',
  status: 'Failure',
  reason,
  message: `because ${reason}`,
  ...more,
});

describe('calls', () => {
  it('gives undefined for an absent object and false for an absent one to remove', async () => {
    const { client } = await serve((_, response) => answer(response, 404, failure('NotFound')));
    expect(await client.get(resources.pod, key)).toBeUndefined();
    expect(await client.remove(resources.pod, key)).toBe(false);
  });

  it.each([
    [409, 'Conflict', 'conflict'],
    [409, 'AlreadyExists', 'already_exists'],
    [403, 'Forbidden', 'forbidden'],
    [401, 'Unauthorized', 'unauthenticated'],
    [422, 'Invalid', 'invalid_request'],
    [410, 'Expired', 'gone'],
    [500, 'InternalError', 'upstream_failed'],
  ])('turns %i %s into %s', async (status, reason, code) => {
    const { client, requests } = await serve((_, response) => answer(response, status, failure(reason)));
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: key };
    await expect(client.create(resources.pod, object)).rejects.toMatchObject({ code, message: `because ${reason}` });
    expect(requests).toHaveLength(1);
  });

  it('names every field that the server refused', async () => {
    const causes = [{ field: 'spec.replicas', message: 'must be positive' }];
    const { client } = await serve((_, response) => answer(response, 422, failure('Invalid', { details: { causes } })));
    await expect(client.mergePatch(resources.deployment, key, {})).rejects.toMatchObject({
      details: { issues: [{ path: 'spec.replicas', message: 'must be positive' }] },
    });
  });

  it('tells a quota from a missing permission', async () => {
    const quota = { reason: 'Forbidden', message: 'pods "a" is forbidden: exceeded quota: small' };
    const { client } = await serve((_, response) => answer(response, 403, quota));
    await expect(client.remove(resources.pod, key)).rejects.toMatchObject({ code: 'limit_exceeded' });
  });

  it('repeats a read that was refused for now, after the time the server asked for, and never a write', async () => {
    let calls = 0;
    const { client, requests } = await serve((_, response) =>
      (calls += 1) < 3
        ? answer(response, 429, failure('TooManyRequests'), { 'retry-after': '0' })
        : answer(response, 200, { metadata: key }),
    );
    expect(await client.get(resources.pod, key)).toMatchObject({ metadata: key });
    expect(requests).toHaveLength(3);
    calls = 0;
    await expect(client.remove(resources.pod, key)).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 0 });
    expect(requests).toHaveLength(4);
  });

  it('gives up on a server that does not answer, and on its caller’s word', async () => {
    const { client } = await serve(() => {});
    await expect(client.remove(resources.pod, key, { timeoutMs: 20 })).rejects.toMatchObject({ code: 'unavailable' });
    const aborter = new AbortController();
    const call = client.get(resources.pod, key, { signal: aborter.signal });
    aborter.abort();
    await expect(call).rejects.toMatchObject({ details: { aborted: true } });
    await expect(client.get(resources.pod, key, { signal: aborter.signal })).rejects.toMatchObject({
      details: { aborted: true },
    });
  });

  it('says unavailable when nobody listens or the answer breaks off', async () => {
    const broken = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{');
      response.destroy();
    });
    await expect(broken.client.remove(resources.pod, key)).rejects.toMatchObject({ code: 'unavailable' });
    const gone = await serve((_, response) => answer(response, 200, {}), { server: 'http://127.0.0.1:1' });
    await expect(gone.client.remove(resources.pod, key)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('reads a list page by page and gives its items their type', async () => {
    const { client, requests } = await serve((request, response) =>
      request.url?.includes('continue=next')
        ? answer(response, 200, { metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'b' } }] })
        : answer(response, 200, { metadata: { resourceVersion: '7', continue: 'next' }, items: [{ metadata: { name: 'a' } }] }),
    );
    const list = await client.list(resources.deployment, { namespace: 'ns', labelSelector: 'a=b,c in (d)' });
    expect(list.resourceVersion).toBe('7');
    expect(list.items.map((item) => [item.apiVersion, item.kind, item.metadata.name])).toEqual([
      ['apps/v1', 'Deployment', 'a'],
      ['apps/v1', 'Deployment', 'b'],
    ]);
    expect(requests[0]).toBe('GET /apis/apps/v1/namespaces/ns/deployments?labelSelector=a%3Db%2Cc%20in%20(d)&limit=500');
  });

  it('sends server-side apply, patches and deletions in their own words', async () => {
    const seen: string[] = [];
    const { client } = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
        answer(response, 200, {});
      });
    });
    await client.apply(
      resources.configMap,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: key },
      { fieldManager: 'me', force: true },
    );
    await client.mergePatch(resources.userDeployment, key, { status: {} }, { subresource: 'status' });
    await client.jsonPatch(resources.pod, key, { operations: [{ op: 'remove', path: '/spec' }] });
    await client.remove(resources.pod, key, { uid: 'u', propagation: 'Foreground' });
    expect(seen).toEqual([
      'PATCH /api/v1/namespaces/ns/configmaps/a?fieldManager=me&force=true application/apply-patch+yaml {"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a"}}',
      'PATCH /apis/moorage.dev/v1alpha1/namespaces/ns/userdeployments/a/status application/merge-patch+json {"status":{}}',
      'PATCH /api/v1/namespaces/ns/pods/a application/json-patch+json [{"op":"remove","path":"/spec"}]',
      'DELETE /api/v1/namespaces/ns/pods/a application/json {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u"},"propagationPolicy":"Foreground"}',
    ]);
  });

  it('refuses names that would address something else', async () => {
    const { client, requests } = await serve((_, response) => answer(response, 200, {}));
    for (const name of ['', '..', 'a/b', 'a%2fb']) {
      await expect(Promise.resolve().then(() => client.get(resources.pod, { namespace: 'ns', name }))).rejects.toMatchObject({
        code: 'invalid_request',
      });
    }
    expect(requests).toEqual([]);
  });
});

describe('credentials', () => {
  it('sends the token, and reads its file again after a refusal', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'token-'));
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, 'old\n');
    const sent: (string | undefined)[] = [];
    const { client } = await serve(
      (request, response) => {
        sent.push(request.headers.authorization);
        answer(response, request.headers.authorization === 'Bearer new' ? 200 : 401, failure('Unauthorized'));
      },
      { tokenFile },
    );
    await expect(client.get(resources.pod, key)).rejects.toMatchObject({ code: 'unauthenticated' });
    await writeFile(tokenFile, 'new');
    await client.get(resources.pod, key);
    expect(sent).toEqual(['Bearer old', 'Bearer new']);
    await rm(folder, { recursive: true });
  });

  it('sends a call once more when the token was replaced, a write too, and only once', async () => {
    let issued = 0;
    const fresh = async () => ({ token: new Secret(`token-${(issued += 1)}`) });
    const accepts = new Set(['Bearer token-2']);
    const { client, requests } = await serve(
      (request, response) =>
        accepts.has(request.headers.authorization ?? '')
          ? answer(response, 200, { metadata: key })
          : answer(response, 401, failure('Unauthorized')),
      { fresh },
    );
    expect(await client.mergePatch(resources.pod, key, {})).toMatchObject({ metadata: key });
    expect(requests).toHaveLength(2);
    accepts.clear();
    await expect(client.get(resources.pod, key)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(requests).toHaveLength(4);
  });

  it('pauses everything for as long as the server asks', async () => {
    let calls = 0;
    const { client } = await serve((_, response) =>
      (calls += 1) === 1
        ? answer(response, 429, failure('TooManyRequests'), { 'retry-after': '1' })
        : answer(response, 200, { metadata: key }),
    );
    const beganMs = performance.now();
    await expect(client.mergePatch(resources.pod, key, {})).rejects.toMatchObject({ code: 'rate_limited' });
    const order: string[] = [];
    const paused = client.mergePatch(resources.pod, key, {}).then(() => order.push('pod'));
    await client.mergePatch(resources.lease, key, {}, { priority: 'lease' }).then(() => order.push('lease'));
    await paused;
    expect(order).toEqual(['lease', 'pod']);
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(990);
    expect(client.stats()).toEqual({ calls: 3, failures: 1, pauses: 1, waiting: 0 });
  });

  it('asks for metadata alone, and drops the rest where the server sends it all the same', async () => {
    const accepted: (string | undefined)[] = [];
    const { client } = await serve((request, response) => {
      accepted.push(request.headers.accept);
      answer(response, 200, { metadata: { resourceVersion: '1' }, items: [{ metadata: key, spec: { much: 'more' } }] });
    });
    const list = await client.list(resources.pod, { metadataOnly: true });
    expect(list.items).toEqual([{ apiVersion: 'v1', kind: 'Pod', metadata: key }]);
    expect(accepted[0]).toContain('as=PartialObjectMetadataList');
  });

  it('never shows the token in an error', async () => {
    const { client } = await serve((_, response) => answer(response, 500, 'no'), { token: new Secret('hunter2') });
    const error: unknown = await client.remove(resources.pod, key).catch((caught: unknown) => caught);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
  });
});

describe('watch', () => {
  const event = (type: string, name: string) => JSON.stringify({ type, object: { metadata: { name, resourceVersion: '5' } } });

  it('gives events however the bytes are cut, and ends with the stream', async () => {
    const text = `${event('ADDED', 'ä')}\n\n${event('BOOKMARK', 'b')}\n${event('UNHEARD_OF', 'c')}\n${event('DELETED', 'd')}\n`;
    const { client, requests } = await serve((_, response) => {
      for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]));
      response.end();
    });
    const seen: string[] = [];
    const watch = client.watch(resources.pod, { signal: new AbortController().signal, resourceVersion: '4' });
    for await (const each of watch) seen.push(`${each.type} ${each.object.metadata.name}`);
    expect(seen).toEqual(['ADDED ä', 'BOOKMARK b', 'DELETED d']);
    expect(requests).toEqual(['GET /api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=4&timeoutSeconds=300']);
  });

  async function drain(listener: RequestListener): Promise<void> {
    const { client } = await serve(listener);
    for await (const each of client.watch(resources.pod, { signal: new AbortController().signal })) expect(each).toBeDefined();
  }

  it('throws gone for an expired version, in the headers or in the stream', async () => {
    await expect(drain((_, response) => answer(response, 410, failure('Expired')))).rejects.toMatchObject({ code: 'gone' });
    const error = JSON.stringify({ type: 'ERROR', object: failure('Expired', { code: 410 }) });
    await expect(drain((_, response) => void response.end(`${error}\n`))).rejects.toMatchObject({ code: 'gone' });
  });

  it('throws when the connection is cut within an event', async () => {
    await expect(
      drain((_, response) => {
        response.write(event('ADDED', 'a').slice(0, 20), () => response.destroy());
      }),
    ).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('ends when its signal aborts, closing the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const { client } = await serve((request, response) => {
      request.on('close', () => closed.resolve());
      response.write(`${event('ADDED', 'a')}\n`);
    });
    const aborter = new AbortController();
    await expect(
      (async () => {
        for await (const each of client.watch(resources.pod, { signal: aborter.signal }))
          if (each.type === 'ADDED') aborter.abort();
      })(),
    ).rejects.toBeDefined();
    await closed.promise;
  });
});
