import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from './free-port.ts';

const listen = (port: number): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(() => void server.close()));
  });

it('gives ports that can be listened on, never one twice, and none that systems hand out', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, freePort));
  expect(new Set(ports).size).toBe(50);
  expect(ports.every((port) => port >= 20_000 && port < 30_000)).toBe(true);
  for (const port of ports) (await listen(port))();
});
