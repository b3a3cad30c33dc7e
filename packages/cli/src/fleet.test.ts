import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-03T05:06:07Z' };
const orgId = '00000000-0000-7000-8000-000000000001';
const edge = {
  ...{ id: '00000000-0000-7000-8000-00000000000a', organization_id: orgId, name: 'edge', kind: 'public' },
  ...{ public_ip_address: '192.0.2.7', private_ip_address: '', ...times },
};
const world: Record<string, Answer> = {
  'GET /api/v1/load-balancers': { status: 200, body: [edge] },
  'POST /api/v1/load-balancers': { status: 201, body: edge },
  [`PATCH /api/v1/load-balancers/${edge.id}`]: { status: 200, body: edge },
};

async function run(words: string, answers: Record<string, Answer> = {}) {
  const io: FakeIo = fakeIo(words.split(' '), { ...world, ...answers });
  const code = await runProgram(createProgram(io, '9.9.9'), io);
  return { code, io, last: io.requests.filter(({ url }) => url !== '/logout').at(-1) };
}

describe('load balancers', () => {
  it('are listed, found and shown', async () => {
    const { io, last } = await run('load-balancers list --kind public --search ed');
    expect(io.stdout()).toMatch(/edge +public +192\.0\.2\.7 +- /);
    expect(last?.url).toBe('/api/v1/load-balancers?kind=public&q=ed');
    expect((await run('load-balancers show EDGE')).io.stdout()).toContain('Public:  192.0.2.7');
  });

  it('are described and changed in what is named only', async () => {
    const made = await run('load-balancers create edge --public-ip 192.0.2.7');
    expect(made.last?.body).toEqual({ name: 'edge', kind: 'public', public_ip_address: '192.0.2.7' });
    expect((await run('load-balancers update edge --kind glueops')).last?.body).toEqual({ kind: 'glueops' });
    expect((await run('load-balancers update edge')).code).toBe(64);
  });

  it('in use are not deleted, and the reason is said', async () => {
    const body = { code: 'conflict', message: 'The load balancer is used by cluster blue.' };
    const { code, io } = await run('load-balancers delete edge --yes', {
      [`DELETE /api/v1/load-balancers/${edge.id}`]: { status: 409, body },
    });
    expect([code, io.stderr()]).toEqual([75, expect.stringContaining('cluster blue')]);
  });
});
