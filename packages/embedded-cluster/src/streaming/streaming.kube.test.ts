import { createFakeClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { kinds } from '../controllers/framework/kinds.ts';
import { createApiServer } from '../apiserver/server.ts';
import { createFakePodStreams, type FakeProcess } from './pod-streams.fake.ts';
import { createPodSubresourceHandler } from './pod-subresources.ts';

describe('the API server with open streams', () => {
  it('stops at once, ending their commands', async () => {
    const clock = createFakeClock();
    const started = Promise.withResolvers<FakeProcess>();
    const streams = createFakePodStreams({ run: (process) => started.resolve(process) });
    const server = createApiServer({
      log: silentLog,
      clock,
      ids: createIds(clock),
      pods: createPodSubresourceHandler({ streams, log: silentLog, clock }),
    });
    await server.start();
    server.api.create(kinds.pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: { containers: [{ name: 'web', image: 'web:1' }] },
    });
    const { ca, token } = server.credentials();
    const url = `${server.url().replace('https', 'wss')}/api/v1/namespaces/default/pods/web/exec?command=sh&stdout=true`;
    const socket = new WebSocket(url, ['v5.channel.k8s.io'], { ca, headers: { authorization: `Bearer ${token}` } });
    await once(socket, 'open');
    const process = await started.promise;
    const closed = once(socket, 'close');
    await server.stop();
    await closed;
    await expect(process.killed).resolves.toBeUndefined();
  });
});
