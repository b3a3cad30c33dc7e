import type { RequestListener, ServerResponse } from 'node:http';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, type ScriptedServer, startScriptedServer } from '../client/scripted-server.fake.ts';
import { resources } from '../resources.ts';
import { createInformer, type Informer } from './informer.ts';

const ids = createIds(systemClock);
const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.stop();
});

async function serve(listener: RequestListener): Promise<{ server: ScriptedServer; informer: Informer }> {
  const server = await startScriptedServer(listener);
  open.push({ stop: () => server.close() });
  const informer = createInformer(
    { client: server.client, log: silentLog, clock: systemClock, ids },
    { resource: resources.pod },
  );
  open.push(informer);
  return { server, informer };
}

const pod = (name: string, resourceVersion: string) => ({ metadata: { name, namespace: 'ns', uid: name, resourceVersion } });
const list = (response: ServerResponse, resourceVersion: string, ...items: object[]): void =>
  answer(response, 200, { metadata: { resourceVersion }, items });
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const isWatch = (url: string | undefined): boolean => url?.includes('watch=true') === true;

/** Resolves when the informer tells of a change of the named object. */
function told(informer: Informer, name: string): Promise<string> {
  return new Promise((resolve) => {
    informer.onChange((change) => (change.object.metadata.name === name ? resolve(change.type) : undefined));
  });
}

describe('informer against a server that misbehaves', () => {
  it('goes on from the last bookmark when a watch ends', async () => {
    let watches = 0;
    const { server, informer } = await serve((request, response) => {
      if (!isWatch(request.url)) return list(response, '5');
      watches += 1;
      if (watches === 1) return void response.end(line('BOOKMARK', pod('', '9')));
      return void response.write(line('ADDED', pod('late', '10')));
    });
    const late = told(informer, 'late');
    await informer.start();
    expect(await late).toBe('added');
    expect(server.requests.map((request) => /resourceVersion=(\d+)/.exec(request)?.[1])).toEqual([undefined, '5', '9']);
  });

  it('lists again when its version has expired, and tells what it missed', async () => {
    let lists = 0;
    const { informer } = await serve((request, response) => {
      if (isWatch(request.url)) {
        if (lists > 1) return void response.write(line('BOOKMARK', pod('', '21')));
        return void response.end(
          line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' }),
        );
      }
      lists += 1;
      return lists === 1
        ? list(response, '5', pod('goes', '4'), pod('stays', '3'))
        : list(response, '20', pod('stays', '3'), pod('comes', '15'));
    });
    const changes: string[] = [];
    await informer.start();
    informer.onChange((change) => changes.push(`${change.type} ${change.object.metadata.name}`));
    await told(informer, 'comes');
    expect(changes).toEqual(['deleted goes', 'added comes']);
    expect(informer.metrics()).toMatchObject({ expiries: 1, lists: 2, failures: 0 });
  });

  it('does not believe an event that repeats what it has', async () => {
    const { informer } = await serve((request, response) => {
      if (!isWatch(request.url)) return list(response, '5', pod('same', '5'));
      return void response.write(line('ADDED', pod('same', '5')) + line('MODIFIED', pod('same', '6')));
    });
    const changes: string[] = [];
    const modified = new Promise<void>((resolve) => {
      informer.onChange((change) => {
        changes.push(`${change.type} ${change.object.metadata.resourceVersion}`);
        if (change.type === 'modified') resolve();
      });
    });
    await informer.start();
    await modified;
    expect(changes).toEqual(['added 5', 'modified 6']);
  });

  it('reads each page of the first list and waits until the server is there', async () => {
    let calls = 0;
    const { informer } = await serve((request, response) => {
      if (isWatch(request.url)) return void response.write(line('BOOKMARK', pod('', '9')));
      calls += 1;
      if (calls === 1) return answer(response, 503, { reason: 'ServiceUnavailable' }, { 'retry-after': '0' });
      if (!request.url?.includes('continue='))
        return answer(response, 200, { metadata: { resourceVersion: '5', continue: 'c' }, items: [pod('a', '1')] });
      return list(response, '5', pod('b', '2'));
    });
    await informer.start();
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['a', 'b']);
    expect(informer.status()).toMatchObject({ state: 'running', objects: 2 });
  });

  it('outlives a listener that throws', async () => {
    const { informer } = await serve((request, response) => {
      if (!isWatch(request.url)) return list(response, '5');
      return void response.write(line('ADDED', pod('a', '6')) + line('ADDED', pod('b', '7')));
    });
    informer.onChange(() => {
      throw new Error('a bug in a listener');
    });
    const second = told(informer, 'b');
    await informer.start();
    expect(await second).toBe('added');
  });
});

describe('informer that wants a streaming list', () => {
  const streaming = async (listener: RequestListener, stallMs = 60_000) => {
    const server = await startScriptedServer(listener);
    open.push({ stop: () => server.close() });
    const informer = createInformer(
      { client: server.client, log: silentLog, clock: systemClock, ids },
      { resource: resources.pod, streaming: true, stallMs },
    );
    open.push(informer);
    return { server, informer };
  };

  it('believes nothing before the list is whole', async () => {
    let watches = 0;
    const end = { ...pod('', '9'), metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } } };
    const { informer } = await streaming((_request, response) => {
      watches += 1;
      if (watches === 1) return void response.end(line('ADDED', pod('half', '7')));
      return void response.write(line('ADDED', pod('b', '8')) + line('ADDED', pod('a', '3')) + line('BOOKMARK', end));
    });
    await informer.start();
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['b', 'a']);
  });

  it.each([
    [
      'refuses it',
      (response: ServerResponse) => answer(response, 422, { reason: 'Invalid', message: 'sendInitialEvents is forbidden' }),
      undefined,
    ],
    // Which is told by its silence alone.
    ['ignores the wish', (response: ServerResponse) => void response.write(line('ADDED', pod('a', '3'))), 100],
  ])('reads pages from a server that %s', async (_what, misunderstand, stallMs) => {
    const { informer, server } = await streaming((request, response) => {
      if (request.url?.includes('sendInitialEvents') === true) return misunderstand(response);
      if (!isWatch(request.url)) return list(response, '5', pod('a', '3'));
      return void response.write(line('BOOKMARK', pod('', '6')));
    }, stallMs);
    await informer.start();
    expect(informer.list()).toHaveLength(1);
    expect(server.requests.filter((request) => request.includes('sendInitialEvents'))).toHaveLength(1);
  });
});
