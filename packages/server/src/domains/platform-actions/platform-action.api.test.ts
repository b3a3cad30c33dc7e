import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Caller, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'platform_actions' });
const path = '/api/v1/admin/actions';

let admin: Person;
let member: Person;
let pair: Caller;

beforeAll(async () => {
  // Whoever comes first runs the platform.
  admin = await server.signIn('admin@example.com');
  member = await server.signIn('member@example.com');
  const made = await member.post(`/api/v1/orgs/${member.orgId}/api-keys`, { name: 'ci' });
  pair = server.caller({ 'x-org-key': made.body.org_key, 'x-org-secret': made.body.org_secret });
});

const action = (target: string) => ({ label: `Do ${target}`, description: 'Does it', make_target: target });
const patch = (id: string, body: object) => admin.call(`${path}/${id}`, { method: 'PATCH', body });

describe('actions of the platform', () => {
  it('are found by their target, by people and by programs of an organization', async () => {
    const { body: setup } = await admin.post(path, action('setup'));
    const { body: ping } = await admin.post(path, action('Ping'));
    for (const caller of [admin, member, pair]) {
      expect((await caller.get(`${path}?make_target=setup`)).body).toEqual([setup]);
      expect((await caller.get(`${path}?q=o%20P`)).body).toEqual([ping]);
      expect((await caller.get(`${path}/${ping.id}`)).body).toEqual(ping);
    }
    const listed = (await pair.get(path)).body.map((row: { label: string }) => row.label);
    expect(listed).toEqual(['Do Ping', 'Do setup']);
    expect((await server.anybody.get(path)).status).toBe(401);
  });

  it('have a label and a target that no other has, however many ask at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => admin.post(path, action('once'))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const { body: other } = await admin.post(path, action('other'));
    const same = await patch(other.id, { make_target: 'once' });
    expect([same.status, same.body.code]).toEqual([409, 'conflict']);
    expect((await patch(other.id, { label: 'Do once' })).status).toBe(409);
    expect((await patch(other.id, { description: ' Does more ' })).body).toMatchObject({
      ...action('other'),
      description: 'Does more',
    });
  });

  it.each([
    { ...action('x'), make_target: '-f' },
    { ...action('x'), make_target: 'a b' },
    { ...action('x'), make_target: 'x'.repeat(65) },
    { ...action('x'), label: '  ' },
    { label: 'x', make_target: 'x' },
  ])('are not taken where a text is wrong: %j', async (body) => {
    const answer = await admin.post(path, body);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_error']);
  });

  it('are written by those who run the platform only, and what they write is in the trail', async () => {
    const { body: made } = await admin.post(path, action('mine'));
    for (const caller of [member, pair]) {
      expect([401, 403]).toContain((await caller.post(path, action('theirs'))).status);
      expect([401, 403]).toContain((await caller.call(`${path}/${made.id}`, { method: 'DELETE' })).status);
    }
    const trail = async (): Promise<string[]> => {
      const { body } = await admin.get(`/api/admin/audit?target_id=${made.id}`);
      return body.map((entry: { event: string }) => entry.event).toReversed();
    };
    // A refusal is written down after it was answered.
    await waitUntil(async () => (await trail()).length === 2, { describe: 'the refusal in the trail' });
    await patch(made.id, { label: 'Mine' });
    expect((await admin.delete(`${path}/${made.id}`)).status).toBe(204);
    expect((await admin.delete(`${path}/${made.id}`)).body.code).toBe('not_found');
    expect(await trail()).toEqual([
      'platform_action.created',
      'access.refused',
      'platform_action.updated',
      'platform_action.deleted',
    ]);
  });
});
