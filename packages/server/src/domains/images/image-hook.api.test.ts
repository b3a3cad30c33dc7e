import { createHmac } from 'node:crypto';
import { systemClock } from '@moorage/core/clock';
import { startRegistryServer } from '@moorage/testkit/registry-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const registry = await startRegistryServer();
const server = useTestServer({
  name: 'image_hooks',
  environment: { IMAGE_WATCHER_ENABLED: 'true', IMAGE_WATCHER_INTERVAL: '86400', REGISTRY_INSECURE: registry.host },
});
const image = `${registry.host}/acme/shop:1`;
let ada: Person;
let eve: Person;

interface Hook {
  readonly id: string;
  readonly secret: string;
}

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  eve = await server.signIn('eve@example.com');
  registry.push('acme/shop', '1', 'first');
  await ada.post('/api/deployments', { template: 'hello', name: 'shop' });
  await ada.put('/api/deployments/config', { name: 'shop', images: { web: image }, autoUpdate: { web: { policy: 'digest' } } });
  await server.settle();
});
afterAll(() => registry.stop());

let made = 0;
async function hook(body: object = {}): Promise<Hook> {
  const answer = await ada.post('/api/hooks/images', { name: `hook ${(made += 1)}`, ...body });
  expect([answer.status, answer.body]).toMatchObject([201, { secret: expect.stringMatching(/^mhk_/) }]);
  return answer.body;
}

const nowSeconds = () => Math.floor(systemClock.now().getTime() / 1000);

function signed({ secret }: Pick<Hook, 'secret'>, rawBody: string, timestamp = nowSeconds()): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex');
  return { 'x-moorage-timestamp': String(timestamp), 'x-moorage-signature': `sha256=${signature}` };
}

const send = (id: string, rawBody: string, headers: Record<string, string>) =>
  server.anybody.call(`/api/hooks/images/${id}`, { method: 'POST', rawBody, headers });
const newest = async () => (await ada.get('/api/deployments/releases?name=shop')).body[0];

describe('a hook', () => {
  it('shows its secret once, and is listed, rotated and deleted by its team only', async () => {
    const { id, secret } = await hook({ repository: `${registry.host}/acme/shop` });
    const { body: list } = await ada.get('/api/hooks/images');
    expect(list).toMatchObject([{ id, auth: 'signature', repository: `${registry.host}/acme/shop`, lastUsedAt: null }]);
    const { rows } = await server.app.database.execute(
      "select count(*) from image_hooks h where to_jsonb(h)::text like '%' || $1 || '%' or convert_from(h.sealed_secret, 'LATIN1') like '%' || $1 || '%'",
      [secret.slice(4)],
    );
    expect(rows).toEqual([{ count: '0' }]);
    expect(JSON.stringify(list)).not.toContain(secret);
    expect((await eve.get(`/api/hooks/images?team_id=${ada.teamId}`)).status).toBe(404);
    expect((await eve.post(`/api/hooks/images/${id}/rotate`)).status).toBe(404);
    expect((await eve.delete(`/api/hooks/images/${id}`)).status).toBe(404);
    const rotated = await ada.post(`/api/hooks/images/${id}/rotate`);
    expect(rotated.status).toBe(200);
    const body = JSON.stringify({ image });
    expect((await send(id, body, signed({ secret }, body))).status).toBe(401);
    expect((await send(id, body, signed(rotated.body, body))).status).toBe(202);
    expect((await ada.delete(`/api/hooks/images/${id}`)).status).toBe(204);
    expect((await send(id, body, signed(rotated.body, body))).status).toBe(401);
    const { body: trail } = await ada.get(`/api/audit?org_id=${ada.orgId}`);
    const events = (trail.events ?? trail).map((event: { event: string }) => event.event);
    expect(events).toEqual(expect.arrayContaining(['hook.created', 'hook.rotated', 'hook.deleted']));
    expect(JSON.stringify(trail)).not.toContain(secret);
  });

  it('has a name of its own and a repository that is one', async () => {
    await hook({ name: 'twice' });
    expect((await ada.post('/api/hooks/images', { name: 'twice' })).status).toBe(409);
    const answer = await ada.post('/api/hooks/images', { name: 'bad', repository: 'ghcr.io/acme/shop:1' });
    expect(answer).toMatchObject({ status: 400, body: { details: { issues: [{ path: 'repository' }] } } });
  });
});

describe('a delivery', () => {
  it('makes the registry be asked, and what it has be deployed', async () => {
    const one = await hook();
    const second = registry.push('acme/shop', '1', 'second');
    const body = JSON.stringify({ image });
    expect(await send(one.id, body, signed(one, body))).toMatchObject({ status: 202, body: { matched: 1 } });
    await server.settle();
    expect(await newest()).toMatchObject({ kind: 'image', by: { name: 'image watcher' }, services: [{ digest: second }] });
  });

  it('deploys nothing that the registry does not have', async () => {
    const one = await hook();
    const before = await newest();
    for (const told of [`${registry.host}/acme/shop:99`, 'docker.io/evil/shop:1']) {
      const body = JSON.stringify({ image: told });
      expect(await send(one.id, body, signed(one, body))).toMatchObject({ status: 202, body: { matched: 0 } });
    }
    const body = JSON.stringify({ image });
    expect((await send(one.id, body, signed(one, body))).status).toBe(202);
    await server.settle();
    expect((await newest()).number).toBe(before.number);
  });

  it('may be the notification of a registry, with its own media type, or of Docker Hub', async () => {
    const one = await hook();
    const third = registry.push('acme/shop', '1', 'third');
    const target = { mediaType: 'x', repository: 'acme/shop', tag: '1', digest: third, url: 'http://x' };
    const body = JSON.stringify({ events: [{ id: '1', action: 'push', target, actor: {} }] });
    const type = { 'content-type': 'application/vnd.docker.distribution.events.v1+json' };
    expect(await send(one.id, body, { ...signed(one, body), ...type })).toMatchObject({ status: 202, body: { matched: 1 } });
    await server.settle();
    expect(await newest()).toMatchObject({ services: [{ digest: third }] });
    const hub = JSON.stringify({ push_data: { tag: '1' }, repository: { repo_name: 'acme/shop', name: 'shop' } });
    expect(await send(one.id, hub, signed(one, hub))).toMatchObject({ status: 202, body: { matched: 0 } });
  });

  it('is refused without a signature, with a wrong one, of another body, too late and too early', async () => {
    const one = await hook();
    const body = JSON.stringify({ image });
    const right = signed(one, body);
    const bad = [
      {},
      { ...right, 'x-moorage-signature': `sha256=${'0'.repeat(64)}` },
      signed(one, `${body} `),
      signed(one, body, nowSeconds() - 400),
      signed(one, body, nowSeconds() + 400),
      { ...right, 'x-moorage-timestamp': String(nowSeconds() - 1) },
      { 'x-moorage-token': one.secret },
    ];
    for (const headers of bad) expect((await send(one.id, body, headers)).status).toBe(401);
    const unknown = await send('0190a1b2-0000-7000-8000-000000000000', body, right);
    const wrong = await send(one.id, body, { ...right, 'x-moorage-signature': 'sha256=00' });
    expect(unknown.status).toBe(401);
    expect(unknown.body.error).toBe(wrong.body.error);
  });

  it('is taken once', async () => {
    const one = await hook();
    const body = JSON.stringify({ image });
    const headers = signed(one, body);
    const answers = await Promise.all([1, 2, 3].map(() => send(one.id, body, headers)));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([202, 409, 409]);
  });

  it('may carry the secret itself where the hook was made so', async () => {
    const one = await hook({ auth: 'token' });
    const body = JSON.stringify({ image });
    expect((await send(one.id, body, { 'x-moorage-token': 'mhk_wrong' })).status).toBe(401);
    expect((await send(one.id, body, signed(one, body))).status).toBe(401);
    expect((await send(one.id, body, { 'x-moorage-token': one.secret })).status).toBe(202);
  });

  it('is held to a measure and a size', async () => {
    const one = await hook({ auth: 'token' });
    const body = JSON.stringify({ image });
    const headers = { 'x-moorage-token': one.secret };
    const statuses = [];
    for (let times = 0; times < 31; times += 1) statuses.push((await send(one.id, body, headers)).status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    const large = JSON.stringify({ image, padding: 'x'.repeat(70_000) });
    expect((await send(one.id, large, headers)).status).toBe(413);
    expect((await send(one.id, '{}', headers)).status).toBe(400);
  });
});
