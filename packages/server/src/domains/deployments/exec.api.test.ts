import { once } from 'node:events';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Caller, type Person, type TestServer, useTestServer } from '../../../test/support.ts';
import { execProtocol } from './exec.contract.ts';

const server = useTestServer({ name: 'exec' });
/** Of its own, so that nothing else has to be said within a second. */
const impatient = useTestServer({ name: 'exec_idle', environment: { EXEC_IDLE_SECONDS: '1' } });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  await deploy(server, ada);
});

async function deploy({ cluster }: TestServer, person: Person): Promise<void> {
  const { body } = await person.post('/api/deployments', { template: 'hello', name: 'shell' });
  cluster.addPod({ namespace: body.namespace, name: 'shell' }, 'web');
}

function open(query: string, caller: Caller = ada, at: TestServer = server): WebSocket {
  const url = `${at.url().replace('http:', 'ws:')}/api/deployments/exec?${query}`;
  return new WebSocket(url, [execProtocol], { headers: { ...caller.headers } });
}

/** Everything that is said, as text; output with its channel first. */
function listen(socket: WebSocket): string[] {
  const heard: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    heard.push(isBinary ? `${data[0]}:${data.subarray(1).toString()}` : data.toString());
  });
  return heard;
}

const hears = (heard: readonly string[], text: string) =>
  waitUntil(() => heard.some((one) => one.includes(text)), { describe: `to hear ${text}` });

async function status(socket: WebSocket): Promise<number> {
  const [, response] = await once(socket, 'unexpected-response');
  response.resume();
  return response.statusCode;
}

const trail = async (person: Person = ada) =>
  (await person.get('/api/deployments/activity?name=shell')).body.filter((one: { event: string }) => one.event.includes('exec'));

describe('a command in a container', () => {
  it('talks both ways, knows its terminal, and ends with its exit code', async () => {
    const socket = open('name=shell&command=sh&command=-l&tty=true&columns=80&rows=24');
    const heard = listen(socket);
    await hears(heard, '80x24');
    expect(JSON.parse(heard[0] ?? '')).toMatchObject({ started: { service: 'web', container: 'web' } });
    await hears(heard, '1:sh -l on a terminal');
    socket.send(JSON.stringify({ resize: { columns: 100, rows: 30 } }));
    socket.send('what is this');
    await hears(heard, '100x30');
    socket.send(Buffer.from('ahoy'));
    await hears(heard, '1:ahoy');
    socket.send(Buffer.from('complain'));
    await hears(heard, '2:complain');
    socket.send(Buffer.from('exit 3\n'));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
    expect(heard.at(-1)).toBe('{"exited":{"code":3}}');
  });

  it('leaves its beginning and its end in the audit log, without arguments', async () => {
    const events = await waitUntil(async () => (await trail()).length === 2 && (await trail()), { describe: 'both' });
    expect(events).toMatchObject([
      {
        event: 'deployment.exec_ended',
        data: { program: 'sh', ended: 'exited', exitCode: 3, durationSeconds: expect.any(Number) },
      },
      {
        event: 'deployment.exec_started',
        actor: { email: 'ada@example.com' },
        data: { program: 'sh', tty: true, service: 'web' },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('-l');
  });

  it('ends when its input does, when the container goes, and when the client leaves', async () => {
    const ending = open('name=shell');
    const heard = listen(ending);
    await hears(heard, '/bin/sh');
    ending.send(JSON.stringify({ end: true }));
    await once(ending, 'close');
    expect(heard.at(-1)).toBe('{"exited":{"code":0}}');
    const failing = open('name=shell');
    const said = listen(failing);
    await hears(said, '/bin/sh');
    failing.send(Buffer.from('fail\n'));
    await once(failing, 'close');
    expect(said.at(-1)).toBe('{"failed":{"message":"The container is gone."}}');
    const leaving = open('name=shell');
    await once(leaving, 'open');
    leaving.terminate();
    await waitUntil(async () => (await trail())[0].data.ended === 'left', { describe: 'the end' });
  });

  it('is ended when nobody says anything', async () => {
    const person = await impatient.signIn('ada@example.com');
    await deploy(impatient, person);
    const [code] = await once(open('name=shell', person, impatient), 'close');
    expect(code).toBe(4008);
    await waitUntil(async () => (await trail(person))[0].data.ended === 'idle', { describe: 'the end' });
  });

  it('is not for viewers, strangers, keys that may only read, or pages of other sites', async () => {
    await server.signIn('vera@example.com');
    const viewer = await server.addMember('vera@example.com', ada, 'viewer');
    expect(await status(open('name=shell', viewer))).toBe(403);
    expect(await status(open('name=shell', await server.signIn('eve@example.com')))).toBe(404);
    expect(await status(open('name=shell', await ada.withKey(['deployments:read'])))).toBe(403);
    expect(await status(open('name=shell', server.caller({ ...ada.headers, origin: 'http://evil.example' })))).toBe(403);
    const key = open('name=shell', await ada.withKey(['deployments:write']));
    await once(key, 'open');
    key.close();
  });

  it('needs a service and a pod that exist', async () => {
    expect(await status(open('name=shell&service=db'))).toBe(400);
    expect(await status(open('name=shell&pod=absent'))).toBe(409);
    expect(await status(open('name=shell&command='))).toBe(400);
  });
});
