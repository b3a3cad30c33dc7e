/**
 * The subject of `auth-memory`: shows itself so many credentials, most of them junk, each junk one another and from another address,
 * through its own listener, and says `heap <checks> <bytes of live heap>` twenty times on the way.
 *
 * node --expose-gc bench/credential-checks.ts <checks>
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Headers, startSignedInApp } from './lib/signed-in-app.ts';

const checks = Number(process.argv[2] ?? 1_000_000);
const connections = 8;
const atOnce = 16;
const steps = 20;
const goodKeys = 20;

const started = await startSignedInApp(1);
const good: Headers[] = Object.values(started.person.credentials);
for (let n = 0; n < goodKeys; n += 1) good.push(await started.addUserKey());
const [head = '', body = ''] = (started.person.credentials.JWT['authorization'] ?? '').split('.');

const secret = (): string => randomBytes(32).toString('base64url');
const name = (length: number): string => randomBytes(length).toString('hex').slice(0, length);
const junk: readonly (() => Headers)[] = [
  () => ({ cookie: `session=${secret()}` }),
  () => ({ 'x-api-key': `u_${name(12)}${secret()}` }),
  () => ({ 'x-api-key': secret() }),
  () => ({ authorization: `Bearer mk_${name(12)}_${secret()}` }),
  () => ({ authorization: `${head}.${body}.${randomBytes(64).toString('base64url')}` }),
  () => ({ authorization: `Bearer ${secret()}.${secret()}.${secret()}` }),
  () => ({ 'x-org-key': `org_${name(22)}`, 'x-org-secret': secret() }),
];

/** Every fifth is good. */
function credential(turn: number): Headers {
  const ours = turn % 5 === 0 ? good[(turn / 5) % good.length] : undefined;
  return ours ?? junk[turn % junk.length]?.() ?? {};
}

const address = (): string => `10.${[...randomBytes(3)].join('.')}`;

function request(turn: number): string {
  const headers = { host: 'localhost', 'x-forwarded-for': address(), ...credential(turn) };
  const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`);
  return `GET /api/deployments HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Resolves when so many answers have come; any but 200 and 401 ends the benchmark. */
async function takeAnswers(socket: Socket, count: number): Promise<void> {
  let text = '';
  for (let seen = 0; seen < count;) {
    const [chunk]: unknown[] = await once(socket, 'data');
    text += String(chunk);
    let used = 0;
    for (const { 1: status, 0: line, index } of text.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
      if (status !== '200' && status !== '401') throw new Error(`an answer with ${status}: ${text}`);
      seen += 1;
      used = index + line.length;
    }
    // A status line may be cut in two.
    text = text.slice(Math.max(used, text.length - 12));
  }
}

async function check(socket: Socket, from: number, count: number): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const turns = Array.from({ length: atOnce }, (_, n) => from + done + n);
    socket.write(turns.map(request).join(''));
    await takeAnswers(socket, atOnce);
  }
}

async function heapBytes(): Promise<number> {
  // What a list of finished work leaves behind is freed over several collections.
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  return process.memoryUsage().heapUsed;
}

const port = Number(new URL(started.app.http.url()).port);
const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1').setEncoding('latin1'));
await Promise.all(sockets.map((socket) => once(socket, 'connect')));
const share = Math.ceil(checks / steps / connections / atOnce) * atOnce;
for (let step = 0; step < steps; step += 1) {
  const from = (index: number): number => (step * connections + index) * share;
  await Promise.all(sockets.map((socket, index) => check(socket, from(index), share)));
  process.stdout.write(`heap ${(step + 1) * connections * share} ${await heapBytes()}\n`);
}
process.stdin.once('end', () => process.exit()).resume();
