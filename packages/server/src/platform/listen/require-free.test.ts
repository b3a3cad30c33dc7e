import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { apiListener } from './listen-failure.ts';
import { requireFree } from './require-free.ts';

// Of this machine, and with no other program on it where there are several of them.
const host = process.platform === 'linux' ? '127.0.0.77' : '127.0.0.1';
const servers: Server[] = [];

async function listen(port: number): Promise<number> {
  const server = createServer().listen({ host, port });
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('a port that is wanted', () => {
  it('is refused with the variable that moves it where another program listens', async () => {
    const port = await listen(0);
    await expect(requireFree(apiListener({ host, port }))).rejects.toMatchObject({
      message: `Port ${port} of ${host}, for the API and the console, is in use.`,
      details: { nextStep: expect.stringContaining('SERVER_ADDR') },
    });
  });

  it('is any where it is 0', () => expect(requireFree(apiListener({ host, port: 0 }))).resolves.toBeUndefined());

  it('is left free for whoever asked', async () => {
    const port = await listen(0);
    const [server] = servers.splice(0);
    server?.close();
    await requireFree(apiListener({ host, port }));
    expect(await listen(port)).toBe(port);
  });
});
