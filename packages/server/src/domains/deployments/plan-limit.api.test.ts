import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'plan_limits', billingEnabled: true });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  await server.app.database.system('test', async (tx) => {
    await tx.insertInto('plans').values({ id: 'two', display_name: 'Two', max_deployments: 2 }).execute();
    await tx.updateTable('orgs').set({ plan: 'two' }).where('id', '=', ada.orgId).execute();
  });
});

describe('the limit of a plan', () => {
  it('holds however many create at once, also for a key, and frees a place with a deletion', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => ada.post('/api/deployments', { template: 'hello', name: `many${n}` })),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 201, 403, 403, 403]);
    const refused = answers.find((answer) => answer.status === 403);
    expect(refused?.body).toMatchObject({ code: 'forbidden', details: { limit: 2, plan: 'two' } });
    const key = await ada.withKey(['deployments:write']);
    const byKey = await key.post('/api/deployments', { template: 'hello', name: 'by-key' });
    expect([byKey.status, byKey.body.details]).toMatchObject([403, { limit: 2, plan: 'two' }]);
    const made = answers.find((answer) => answer.status === 201);
    await ada.post('/api/deployments/delete', { name: made?.body.name });
    expect((await ada.post('/api/deployments', { template: 'hello', name: 'again' })).status).toBe(201);
  });
});
