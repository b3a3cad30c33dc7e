import { AppError } from '@moorage/core/errors';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '@moorage/testkit/wait-until';
import { type EventSource, openEvents } from '../../../test/event-source.ts';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'deployment_streams' });
const open: EventSource[] = [];
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});
afterEach(() => {
  for (const source of open.splice(0)) source.close();
});

async function deployed(name: string, template = 'hello') {
  const { body } = await ada.post('/api/deployments', { template, name });
  await server.settle();
  return { namespace: String(body.namespace), name };
}

async function listen(path: string, headers: Record<string, string> = {}): Promise<EventSource> {
  const source = await openEvents(server, ada, path, headers);
  open.push(source);
  return source;
}

const linesOf = (source: EventSource): string[] =>
  source.events.filter((one) => one.event === 'line').map((one) => one.data.line);
const at = (second: number, rest = '000000001') => `2026-03-01T10:00:0${second}.${rest}Z`;

describe('an open stream', () => {
  it('ends within seconds of the session, the key or the membership that it was opened by', async () => {
    await deployed('watched');
    const paths = ['/api/deployments/logs?name=watched&follow=true', `/api/events?team_id=${ada.teamId}`];
    await server.signIn('guest@example.com');
    const guest = await server.addMember('guest@example.com', ada, 'developer');
    const laptop = await server.signIn('ada@example.com');
    const { body: key } = await ada.post('/api/keys', { name: 'stream', scopes: ['deployments:read'] });
    const program = server.caller({ authorization: `Bearer ${key.key}` });
    const sources = await Promise.all(
      [laptop, program, guest].flatMap((caller) => paths.map((path) => openEvents(server, caller, path))),
    );
    const stays = await listen(paths[0] ?? '');
    open.push(...sources);
    expect((await laptop.call('/logout', { method: 'POST' })).status).toBe(303);
    expect((await ada.delete(`/api/keys/${key.id}`)).status).toBe(204);
    await server.app.database.system('test', async (tx) => {
      await tx.deleteFrom('team_members').where('user_id', '=', guest.userId).where('team_id', '=', ada.teamId).execute();
      await server.app.database.notify(tx, 'moorage_actors', guest.userId);
    });
    await Promise.all(sources.map((source) => source.ended));
    await expect(Promise.race([stays.ended.then(() => 'ended'), Promise.resolve('open')])).resolves.toBe('open');
  });
});

describe('the stream of a team', () => {
  it('tells a guest of what is shared with him, and of nothing beside it', async () => {
    const guest = await server.signIn('eve@example.com');
    const [shared, beside] = await Promise.all([deployed('shared'), deployed('beside')]);
    await ada.post('/api/deployments/grants', { name: shared.name, email: 'eve@example.com', role: 'viewer' });
    const source = await openEvents(server, guest, `/api/events?team_id=${guest.teamId}`);
    open.push(source);
    await waitUntil(() => source.events.some(({ event }) => event === 'hello'), { describe: 'the stream to begin' });
    for (const { name } of [beside, shared]) await ada.post('/api/deployments/restart', { name });
    const names = () => source.events.filter(({ event }) => event === 'deployment').map(({ data }) => data.name);
    await waitUntil(() => names().includes(shared.name), { describe: 'the guest to hear of it' });
    expect(names()).not.toContain(beside.name);
  });
});

describe('the log stream', () => {
  it('brings the lines of all pods into the order of their time, and ends', async () => {
    const key = await deployed('logs', 'web-and-api');
    server.cluster.addPod(key, 'web', [
      { at: at(1), line: 'web 1' },
      { at: at(3), line: 'web 2' },
    ]);
    server.cluster.addPod(key, 'api', [
      { at: at(2), line: 'api 1' },
      { at: at(3, '5'), line: 'api 2' },
    ]);
    const all = await listen('/api/deployments/logs?name=logs');
    await all.ended;
    expect(linesOf(all)).toEqual(['web 1', 'api 1', 'web 2', 'api 2']);
    expect(all.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'complete' } });
    const one = await listen('/api/deployments/logs?name=logs&service=api&tail=1');
    await one.ended;
    expect(linesOf(one)).toEqual(['api 2']);
  });

  it('goes on where it was after the cluster failed it, and says so', async () => {
    const key = await deployed('shaky');
    const pod = server.cluster.addPod(key, 'web', [{ at: at(1), line: 'before' }]);
    const { readLog } = server.cluster;
    let failures = 2;
    const shaky: typeof readLog = async function* (...parts) {
      if (failures > 0) {
        failures -= 1;
        throw new AppError('upstream_failed', 'The cluster went away.');
      }
      yield* readLog(...parts);
    };
    Object.assign(server.cluster, { readLog: shaky });
    const source = await listen('/api/deployments/logs?name=shaky&follow=true');
    await source.next((one) => one.event === 'line' && one.data.line === 'before', 'the line from before');
    server.cluster.write(pod, { at: at(2), line: 'after' });
    await source.next((one) => one.event === 'line' && one.data.line === 'after', 'the line from after');
    Object.assign(server.cluster, { readLog });
    expect(linesOf(source)).toEqual(['before', 'after']);
    const notices = source.events.filter((one) => one.event === 'notice').map((one) => one.data.message);
    expect(notices).toEqual([expect.stringMatching(/^The log of pod .* cannot be read now/)]);
  });

  it('never goes on with another deployment of the same name', async () => {
    const key = await deployed('reborn');
    server.cluster.addPod(key, 'web', [{ at: at(1), line: 'mine' }]);
    const source = await listen('/api/deployments/logs?name=reborn&follow=true');
    await source.next((one) => one.data.line === 'mine', 'the first line');
    await ada.post('/api/deployments/delete', { name: 'reborn' });
    await waitUntil(async () => (await ada.get('/api/deployments/status?name=reborn')).status === 404, { describe: 'its end' });
    server.cluster.addPod(await deployed('reborn'), 'web', [{ at: at(2), line: 'of somebody else' }]);
    await source.ended;
    expect(linesOf(source)).toEqual(['mine']);
    expect(source.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'deleted' } });
  });

  it('says that nothing has started yet', async () => {
    await deployed('silent');
    const source = await listen('/api/deployments/logs?name=silent');
    await source.ended;
    expect(source.events[0]).toMatchObject({ event: 'notice', data: { message: 'No pod has started yet.' } });
  });

  it('follows, and joins the pods of a roll-out', async () => {
    const key = await deployed('tail');
    const first = server.cluster.addPod(key, 'web', [{ at: at(1), line: 'one' }]);
    const source = await listen('/api/deployments/logs?name=tail&follow=true');
    await source.next((one) => one.data.line === 'one', 'the first line');
    server.cluster.write(first, { at: at(2), line: 'two' });
    await source.next((one) => one.data.line === 'two', 'a new line');
    const second = server.cluster.addPod(key, 'web', [{ at: at(3), line: 'three' }]);
    await source.next((one) => one.event === 'notice' && one.data.message.includes(`${second.name} of web started`), 'its start');
    await source.next((one) => one.data.line === 'three', 'the line of the new pod');
    server.cluster.removePod(first);
    await source.next((one) => one.event === 'notice' && one.data.message.includes(`${first.name} of web ended`), 'its end');
    expect(linesOf(source)).toEqual(['one', 'two', 'three']);
  });

  it('ends with the deployment that it follows', async () => {
    await deployed('brief');
    const source = await listen('/api/deployments/logs?name=brief&follow=true');
    await ada.delete('/api/deployments/brief');
    await source.next((one) => one.event === 'end' && one.data.reason === 'deleted', 'its end');
    await source.ended;
  });

  it('goes on after the last line that a client saw', async () => {
    const key = await deployed('resume');
    server.cluster.addPod(key, 'web', [
      { at: at(1), line: 'one' },
      { at: at(1, '000000002'), line: 'two' },
      { at: at(2), line: 'three' },
    ]);
    const source = await listen('/api/deployments/logs?name=resume', { 'last-event-id': at(1) });
    await source.ended;
    expect(linesOf(source)).toEqual(['two', 'three']);
  });

  it('answers with an error where there is nothing to read', async () => {
    expect((await ada.get('/api/deployments/logs?name=nowhere')).status).toBe(404);
    expect((await ada.get('/api/deployments/logs?name=tail&service=nope')).status).toBe(400);
    expect((await ada.get('/api/deployments/logs?name=tail&tail=-1')).status).toBe(400);
  });
});

describe('the event stream', () => {
  it('tells the life of a deployment as it happens', async () => {
    const source = await listen('/api/events');
    await source.next((one) => one.event === 'hello' && one.data.teamId === ada.teamId, 'hello');
    const key = await deployed('live');
    await source.next((one) => one.event === 'deployment' && one.data.name === 'live', 'its creation');
    server.cluster.report(key, { phase: 'Ready' });
    await source.next((one) => one.data.name === 'live' && one.data.status === 'Ready', 'Ready');
    await ada.post('/api/deployments/delete', { name: 'live' });
    // Its time as `Deleting` is skipped where the removal was faster than the reader.
    await source.next((one) => one.event === 'deploymentDeleted' && one.data.name === 'live', 'its end');
  });

  it('goes on after the last event that a client saw', async () => {
    const source = await listen('/api/events');
    await source.next((one) => one.event === 'hello', 'hello');
    await deployed('missed-one');
    const seen = await source.next((one) => one.data.name === 'missed-one', 'an event');
    source.close();
    await deployed('missed-two');
    const resumed = await listen('/api/events', { 'last-event-id': seen.id ?? '' });
    await resumed.next((one) => one.data.name === 'missed-two', 'what was missed');
  });

  it('says nothing of other teams', async () => {
    const bob = await server.signIn('bob@example.com');
    const source = await openEvents(server, bob, '/api/events');
    open.push(source);
    await source.next((one) => one.event === 'hello', 'hello');
    await deployed('private');
    const own = await bob.post('/api/deployments', { template: 'hello' });
    await source.next((one) => one.data.name === own.body.name, 'his own');
    expect(source.events.some((one) => one.data.name === 'private')).toBe(false);
    expect((await bob.get(`/api/events?team_id=${ada.teamId}`)).status).toBe(404);
  });
});

describe('the stream of what pods use', () => {
  it('gives a sample and ends, or goes on until the deployment does', async () => {
    const key = await deployed('measured');
    server.cluster.setUsage(key, [{ pod: 'measured-web-1', service: 'web', cpuMillicores: 12, memoryBytes: 34_000_000 }]);
    const once = await listen('/api/deployments/metrics?name=measured');
    await once.ended;
    expect(once.events.map((one) => one.event)).toEqual(['sample', 'end']);
    expect(once.events[0]?.data.pods).toEqual([
      { pod: 'measured-web-1', service: 'web', cpuMillicores: 12, memoryBytes: 34_000_000 },
    ]);
    const followed = await listen('/api/deployments/metrics?name=measured&follow=true');
    await followed.next((one) => one.event === 'sample', 'a sample');
  });

  it('says so where the cluster measures nothing', async () => {
    const key = await deployed('unmeasured');
    server.cluster.setUsage(key, undefined);
    const answer = await ada.get('/api/deployments/metrics?name=unmeasured');
    expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
    expect(answer.body.error).toContain('metrics.k8s.io');
  });
});
