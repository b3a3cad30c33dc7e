import { describe, expect, it } from 'vitest';
import type { CliTerminal } from '../io.ts';
import { createProgram, runProgram } from '../program.ts';
import { type Answer, fakeIo } from '../test-support.ts';

/** The far end of a connection: what the client sent, and the means to answer. */
class FakeSocket extends EventTarget {
  readonly OPEN = 1;
  readyState = 1;
  binaryType = 'blob';
  readonly sent: string[] = [];

  send(data: string | Uint8Array): void {
    this.sent.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
    if (data === '{"end":true}') this.dispatchEvent(new Event('input-ended'));
  }

  close(reason = ''): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { reason }));
  }

  say(data: string | ArrayBuffer): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

function frame(channel: number, text: string): ArrayBuffer {
  return Uint8Array.from([channel, ...new TextEncoder().encode(text)]).buffer;
}

async function* typed(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

interface Scene {
  readonly argv?: readonly string[];
  readonly answers?: Record<string, Answer>;
  play(socket: FakeSocket): void;
}

async function run({ argv = ['deployments', 'exec', 'hello', '--', 'node', '--version'], answers, play }: Scene) {
  const socket = new FakeSocket();
  const written: string[] = [];
  let connected: { url: string; headers: Readonly<Record<string, string>> } | undefined;
  const terminal: CliTerminal = {
    input: typed('ahoy'),
    write: (to, bytes) => void written.push(`${to}:${new TextDecoder().decode(bytes)}`),
    size: () => ({ columns: 80, rows: 24 }),
    onResize: () => {},
    close: () => void written.push('closed'),
  };
  const io = fakeIo(argv, answers, {
    env: { HOME: '/home/tester', MOORAGE_SERVER: 'http://moor.test', MOORAGE_API_KEY: 'mk_1' },
    openTerminal: () => terminal,
    connect: (url, { headers }) => {
      connected = { url, headers };
      queueMicrotask(() => play(socket));
      return socket as unknown as WebSocket;
    },
  });
  return { code: await runProgram(createProgram(io, '9.9.9'), io), io, socket, written, connected };
}

describe('a command in a container', () => {
  it('gets our input, gives its output by channel, and ends with its exit code', async () => {
    const result = await run({
      play(socket) {
        socket.addEventListener('input-ended', () => {
          socket.say('{"started":{}}');
          socket.say(frame(1, 'v24'));
          socket.say(frame(2, 'oops'));
          socket.say('{"exited":{"code":3}}');
          socket.close();
        });
        socket.dispatchEvent(new Event('open'));
      },
    });
    expect(result.connected).toEqual({
      url: 'ws://moor.test/api/deployments/exec?name=hello&tty=false&command=node&command=--version',
      headers: { authorization: 'Bearer mk_1' },
    });
    expect(result.socket.sent).toEqual(['ahoy', '{"end":true}']);
    expect(result.written).toEqual(['out:v24', 'err:oops', 'closed']);
    expect(result.code).toBe(3);
  });

  it('tells a terminal how large it is', async () => {
    const result = await run({
      argv: ['deployments', 'exec', 'hello', '--tty', '--service', 'web'],
      play(socket) {
        socket.addEventListener('input-ended', () => {
          socket.say('{"exited":{"code":0}}');
          socket.close();
        });
        socket.dispatchEvent(new Event('open'));
      },
    });
    expect(result.socket.sent[0]).toBe('{"resize":{"columns":80,"rows":24}}');
    expect(result.code).toBe(0);
  });

  it('says why the connection was cut', async () => {
    const result = await run({
      play(socket) {
        socket.dispatchEvent(new Event('open'));
        queueMicrotask(() => socket.close('Nothing was said for too long.'));
      },
    });
    expect([result.code, result.io.stderr()]).toEqual([69, expect.stringContaining('Nothing was said for too long.')]);
  });

  it('asks in words when the handshake is refused', async () => {
    const body = { error: 'Commands in containers are turned off.', code: 'unavailable', requestId: 'r1' };
    const result = await run({
      answers: { 'GET /api/deployments/exec': { status: 503, body } },
      play: (socket) => void socket.dispatchEvent(new Event('error')),
    });
    expect(result.io.stderr()).toContain('Commands in containers are turned off.');
    expect(result.code).not.toBe(0);
  });
});
