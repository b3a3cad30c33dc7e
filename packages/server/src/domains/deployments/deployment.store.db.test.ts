import { createIds } from '@moorage/core/ids';
import { systemClock } from '@moorage/core/clock';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../../platform/db/database.ts';
import { insertOrg } from '../orgs/org.store.ts';
import { insertTeam } from '../orgs/team.store.ts';
import { updateStatus } from './deployment-status.store.ts';
import {
  findDeployment,
  findDeploymentByName,
  insertDeployment,
  listDeployments,
  removeDeployment,
  updateDeleting,
} from './deployment.store.ts';
import { nothingObserved } from './observed.rules.ts';
import type { Wish } from './wish.rules.ts';

const source = useTestDatabase(migratedDatabase('deployment_store'));
const ids = createIds(systemClock);
const at = new Date('2026-03-01T12:00:00Z');
const ours = { orgId: ids.uuid(), teamId: ids.uuid() };
const theirs = { orgId: ids.uuid(), teamId: ids.uuid() };
let db: Database;

const wish: Wish = {
  blueprint: { services: [{ name: 'web', image: 'nginx:1.29' }], ingresses: [] },
  templateVersion: 1,
  definitions: [],
  envVars: { GREETING: 'ahoy' },
  visibility: 'public',
  displayName: 'Shop',
  replicas: { web: 2 },
  images: {},
  hosts: [],
  resources: { web: { cpuLimit: '1' } },
  autoUpdate: {},
  paused: false,
  autoRollback: true,
  readyDeadlineSeconds: 600,
};

function row(place: { orgId: string; teamId: string }, name: string) {
  return {
    id: ids.uuid(),
    ...place,
    ownerId: ids.uuid(),
    name,
    namespace: 'u-1',
    templateName: 'hello',
    wish,
    hostLabels: [name],
    at,
  };
}

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
  await db.system('test', async (tx) => {
    for (const [slug, place] of [
      ['ours', ours],
      ['theirs', theirs],
    ] as const) {
      await insertOrg(tx, { id: place.orgId, name: slug, slug, plan: 'free', clientId: null, at });
      await insertTeam(tx, { id: place.teamId, orgId: place.orgId, name: 'Default', at });
    }
  });
});
afterAll(() => db.stop());

describe('the store of deployments', () => {
  it('gives back what was put in', async () => {
    const made = row(ours, 'whole');
    const inserted = await db.tenant([ours.orgId], (tx) => insertDeployment(tx, made));
    expect(await db.tenant([ours.orgId], (tx) => findDeployment(tx, made.id))).toEqual(inserted);
    expect(inserted.wish).toEqual(wish);
    expect(inserted).toMatchObject({ generation: 1, appliedGeneration: 0, status: 'Pending', services: ['web'] });
  });

  it('shows another tenant nothing, even by id, name and team', async () => {
    const made = row(theirs, 'hidden');
    await db.tenant([theirs.orgId], (tx) => insertDeployment(tx, made));
    const found = await db.tenant([ours.orgId], async (tx) => [
      await findDeployment(tx, made.id),
      await findDeploymentByName(tx, 'hidden'),
      ...(await listDeployments(tx, { teamId: theirs.teamId, sharedIds: [made.id], limit: undefined })),
    ]);
    expect(found).toEqual([undefined, undefined]);
    await expect(db.tenant([ours.orgId], (tx) => insertDeployment(tx, row(theirs, 'smuggled')))).rejects.toThrow();
  });

  it('refuses a team of another organization', async () => {
    const mixed = { orgId: ours.orgId, teamId: theirs.teamId };
    await expect(db.tenant([ours.orgId], (tx) => insertDeployment(tx, row(mixed, 'mixed')))).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('removes only what is to be deleted', async () => {
    const made = row(ours, 'leave');
    await db.tenant([ours.orgId], (tx) => insertDeployment(tx, made));
    expect(await db.system('test', (tx) => removeDeployment(tx, made.id))).toBe(false);
    await db.system('test', (tx) => updateDeleting(tx, made.id, at));
    expect(await db.system('test', (tx) => removeDeployment(tx, made.id))).toBe(true);
    await db.tenant([ours.orgId], (tx) => insertDeployment(tx, { ...row(ours, 'leave') }));
  });

  it('writes a status once, however many workers bring it, and never an older one', async () => {
    const made = row(ours, 'status');
    await db.tenant([ours.orgId], (tx) => insertDeployment(tx, made));
    const write = (observedGeneration: number, message: string) => () =>
      db.system('test', (tx) =>
        updateStatus(
          tx,
          made.id,
          { status: 'Ready', observed: { ...nothingObserved, message }, lastError: null, observedGeneration },
          at,
        ),
      );
    const wrote = await Promise.all([1, 2, 3, 4].map(() => write(2, 'new')()));
    expect(wrote.filter(Boolean)).toHaveLength(1);
    expect(await write(1, 'old')()).toBe(false);
    expect(await write(2, 'newer')()).toBe(true);
  });
});
