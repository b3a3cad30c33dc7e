/** Every route against the two who see only a part: an auditor of the organization, and a guest of one deployment. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../src/contracts.ts';
import { actionsOfBuiltIn } from '../src/domains/orgs/index.ts';
import type { Route } from '../src/platform/http/route.ts';
import { samples } from './samples.ts';
import { type Scene, setScene } from './scene.ts';
import { type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'roles_everywhere' });
let scene: Scene;
let auditor: Person;
let guest: Person;

beforeAll(async () => {
  const owner = await server.signIn('owner@example.com');
  await server.signIn('auditor@example.com');
  auditor = await server.addMember('auditor@example.com', owner, 'org_auditor');
  guest = await server.signIn('guest-of-one@example.com');
  scene = await setScene(server, owner);
  await owner.post('/api/deployments/grants', { name: scene.deployment, email: guest.email, role: 'viewer' });
});

/** Only the head of what may never end. */
async function statusFor(person: Person, route: Route): Promise<number> {
  const { path, body } = samples[route.id]?.(scene) ?? { path: '/' };
  const aborter = new AbortController();
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${server.url()}${path}`, {
    method: route.method,
    headers: { ...person.headers, ...type },
    signal: aborter.signal,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  aborter.abort();
  return response.status;
}

const withAction = contracts.flatMap((route) => (route.access.kind === 'action' ? [{ route, action: route.access.action }] : []));
/** Of the platform, and there for everybody to see. */
const isOfEverybody = (action: string): boolean => action.startsWith('platform_action:');
const writes = withAction.filter(({ route }) => route.method !== 'GET');
const reads = withAction.filter(({ route }) => route.method === 'GET');

/** Readings by another name: which secrets there are, and never what they hold. */
const isReading = (action: string): boolean => action.endsWith(':read') || action === 'deployment:secret-keys';

/** What an auditor may read: whatever is a plain reading. The rest of the GETs manage something, or show what apps print. */
const ofOrg = (action: string): boolean => actionsOfBuiltIn('org_owner').some((one) => one === action);
const audited = reads.filter(({ action }) => isReading(action) && ofOrg(action));
const notAudited = reads.filter((one) => !audited.includes(one) && !isOfEverybody(one.action));

describe('an auditor', () => {
  it.each(writes.map(({ route }) => route))('changes nothing by $id', async (route) => {
    expect([403, 404]).toContain(await statusFor(auditor, route));
  });
  it.each(audited.map(({ route }) => route))('reads by $id', async (route) => {
    expect(await statusFor(auditor, route)).toBe(200);
  });
  it.each(notAudited)('is not shown $route.id', async ({ route, action }) => {
    expect(await statusFor(auditor, route)).toBe(ofOrg(action) ? 403 : 404);
  });
});

const ofGuest = new Set(['deployment:read', 'deployment:logs', 'deployment:secret-keys']);

/** Routes that name the deployment which is shared, or a secret of it, and those about anything else of the organization. */
function isOfShared(route: Route): boolean {
  const sample = samples[route.id]?.(scene);
  if (sample === undefined) return false;
  const text = `${sample.path} ${JSON.stringify(sample.body ?? {})}`;
  return [scene.deployment, scene.secretId].some((name) => text.includes(name));
}

/** About the organization that the caller works in, which for a guest is his own. */
const isOfOwnOrg = ({ tenancy, path }: Route): boolean => tenancy === 'org' && !path.includes('{');

describe('a guest of one deployment', () => {
  it.each(reads.filter(({ route, action }) => !isOfOwnOrg(route) && !isOfEverybody(action)))(
    'finds by $route.id only what is shared',
    async ({ route, action }) => {
      const status = await statusFor(guest, route);
      expect(status).toBe(isOfShared(route) ? (ofGuest.has(action) ? 200 : 403) : 404);
    },
  );
  it.each(writes.filter(({ route }) => !isOfOwnOrg(route)))('changes nothing by $route.id', async ({ route, action }) => {
    expect(await statusFor(guest, route)).toBe(isOfShared(route) || isOfEverybody(action) ? 403 : 404);
  });
  it('finds in his own organization what is in it', async () => {
    const own = reads.filter(({ route }) => isOfOwnOrg(route));
    for (const { route } of own) expect([route.id, (await guest.get(route.path)).body]).toEqual([route.id, []]);
    expect(own.length).toBeGreaterThan(0);
  });
});
