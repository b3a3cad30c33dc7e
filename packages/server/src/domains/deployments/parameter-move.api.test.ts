import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'parameter_move' });
let ada: Person;

const move = () => server.app.services.find((service) => service.name === 'parameter-move')?.start();

/** Rows as an older version left them: the value in plain, in the deployment and in its releases, and no secret. */
async function putBack(value: string): Promise<void> {
  await server.app.database.system('test', async (tx) => {
    const plain = JSON.stringify({ POSTGRES_PASSWORD: value });
    await tx.deleteFrom('secrets').execute();
    await sql`update deployments set env_vars = env_vars || ${plain}::jsonb`.execute(tx);
    await sql`select set_config('moorage.masks_secrets', 'on', true)`.execute(tx);
    await sql`update releases set wish = jsonb_set(wish, '{envVars}', wish -> 'envVars' || ${plain}::jsonb)`.execute(tx);
  });
}

async function rowsInPlain(): Promise<string> {
  return await server.app.database.system('test', async (tx) => {
    const deployments = await tx.selectFrom('deployments').selectAll().execute();
    return JSON.stringify([deployments, await tx.selectFrom('releases').selectAll().execute()]);
  });
}

async function received(): Promise<unknown> {
  await server.settle();
  const namespace = server.cluster.objects().find((one) => one.metadata.name === 'old')?.metadata.namespace ?? '';
  return server.cluster.secretsOf({ namespace, name: 'old' });
}

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  await ada.post('/api/deployments', { template: 'postgres', name: 'old', envVars: { POSTGRES_PASSWORD: 'new-world' } });
  await server.settle();
});

describe('secret parameters in rows of before there were secrets', () => {
  it('are moved at the start, and reach the pods as before', async () => {
    await putBack('old-world');
    expect(await rowsInPlain()).toContain('old-world');
    await move();
    expect(await rowsInPlain()).not.toContain('old-world');
    expect(await received()).toEqual({ db: { POSTGRES_PASSWORD: 'old-world' } });
    expect((await ada.get('/api/deployments/config?name=old')).body.envVars.POSTGRES_PASSWORD).toBe('********');
  });

  it('are moved once, however often and by however many it is tried', async () => {
    await putBack('older-world');
    await Promise.all([move(), move()]);
    await move();
    expect(await received()).toEqual({ db: { POSTGRES_PASSWORD: 'older-world' } });
    expect((await ada.get('/api/secrets?deployment=old')).body).toMatchObject([{ key: 'POSTGRES_PASSWORD', version: 1 }]);
  });

  it('leave everything else of a release as it is for ever', async () => {
    const changed = server.app.database.system('test', async (tx) => {
      await sql`select set_config('moorage.masks_secrets', 'on', true)`.execute(tx);
      await sql`update releases set wish = jsonb_set(wish, '{displayName}', '"x"')`.execute(tx);
    });
    await expect(changed).rejects.toThrow('releases never change');
  });
});
