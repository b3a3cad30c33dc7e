import { createServer, type Server } from 'node:http';
import { systemClock } from '@moorage/core/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebhookSender } from './webhook-sender.ts';

const received: { url: string | undefined; body: string; signature: unknown }[] = [];
let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ url: request.url, body, signature: request.headers['moorage-signature'] });
      if (request.url === '/moved') response.writeHead(302, { location: `${base}/taken` });
      else response.writeHead(request.url === '/broken' ? 500 : 200);
      response.end('x'.repeat(1_000_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const dev = createWebhookSender({ clock: systemClock, allowLoopback: true });
const post = (url: string, sender = dev) => sender.post({ url, headers: { 'moorage-signature': 's' }, body: '{"a":1}' });

describe('a receiver', () => {
  it('gets what is sent', async () => {
    expect(await post(`${base}/taken`)).toEqual({ kind: 'taken', status: 200 });
    expect(received.at(-1)).toEqual({ url: '/taken', body: '{"a":1}', signature: 's' });
  });
  it('is told off by its status, and a redirect leads nowhere', async () => {
    expect(await post(`${base}/broken`)).toEqual({ kind: 'failed', message: 'The receiver answered 500.' });
    const before = received.length;
    expect(await post(`${base}/moved`)).toMatchObject({ kind: 'failed', message: expect.stringContaining('redirects') });
    expect(received.slice(before).map((one) => one.url)).toEqual(['/moved']);
  });
  it('that is not there is a failure in words', async () => {
    expect(await post('http://127.0.0.1:1/')).toEqual({ kind: 'failed', message: 'The connection was refused.' });
  });
});

describe('what is near us', () => {
  const strict = createWebhookSender({ clock: systemClock, allowLoopback: false });
  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'https://user:pass@example.com/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.0.1/',
    'https://100.64.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:a00:1::]/',
    'nonsense',
  ])('is not reached by %s', async (url) => {
    expect(strict.problemOf(url)).toBeDefined();
    expect((await post(url, strict)).kind).toBe('failed');
  });
  it.each(['https://example.com/hook', 'https://8.8.8.8/', 'https://[2606:4700::1111]/'])('%s is far enough', (url) => {
    expect(strict.problemOf(url)).toBeUndefined();
  });
  it('is not reached by a name that leads there, even where one of its addresses is public', async () => {
    const resolve = () =>
      Promise.resolve([
        { address: '8.8.8.8', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]);
    const sender = createWebhookSender({ clock: systemClock, allowLoopback: true, resolve });
    expect(await post('https://rebind.example.com/', sender)).toEqual({
      kind: 'failed',
      message: 'The address leads to a network that is not public.',
    });
  });
  it('is this machine only in development, and not by a name of somebody else', async () => {
    expect((await post(`${base}/taken`, strict)).kind).toBe('failed');
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    const sender = createWebhookSender({ clock: systemClock, allowLoopback: true, resolve });
    expect((await post('https://local.example.com/', sender)).kind).toBe('failed');
  });
});
