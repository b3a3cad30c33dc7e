import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeScript, waitUntil } from '../node/node-harness.fake.ts';
import { boundPort } from '../node/port-floor.ts';
import { startNetworkHarness, type NetworkHarness } from './network-harness.fake.ts';

describe('a user who may not bind low ports', () => {
  let harness: NetworkHarness;
  beforeAll(async () => {
    harness = await startNetworkHarness(9000);
  });
  afterAll(() => harness.close());

  it('has them higher up', () =>
    expect([80, 1023, 1024, 0].map((port) => boundPort(port, 1024))).toEqual([20_080, 21_023, 1024, 0]));

  it('reaches pods and services on them all the same', async () => {
    const server = `require('http').createServer((q, s) => s.end('low ' + s.socket.localPort)).listen(8080)`;
    const readinessProbe = { httpGet: { port: 8080 }, periodSeconds: 1 };
    harness.expose('low', { host: 'low.localhost', targetPort: 8080, serviceOffset: 9 });
    harness.createPod(
      'low-1',
      { containers: [{ name: 'main', image: 'x', command: nodeScript(server), readinessProbe }] },
      { app: 'low' },
    );
    await waitUntil('ready', () => harness.status('low-1').containerStatuses?.[0]?.ready === true);
    expect((await harness.ask('low.localhost')).body).toBe('low 28080');
    const client = `fetch('http://low/').then((r) => r.text()).then(console.log)`;
    harness.createPod('caller', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'x', command: nodeScript(client) }],
    });
    await waitUntil('the call', () => harness.status('caller').phase === 'Succeeded');
    expect(await harness.logs('caller')).toBe('low 28080\n');
  });
});
