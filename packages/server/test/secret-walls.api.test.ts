/**
 * Every route that reads or writes a secret, against everybody who must not get at it: nothing secret is in any answer, what is there and
 * what is not are refused in the same words, and afterwards not one byte of what is kept has changed.
 */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../src/contracts.ts';
import type { Route } from '../src/platform/http/route.ts';
import { sampleOf } from './samples.ts';
import { type Scene, setScene } from './scene.ts';
import { statementsOf } from './sql-log.ts';
import { type Answer, type Caller, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'secret_walls' });
const nouns = ['secrets', 'orgSecrets', 'credentials', 'sshKeys', 'secretStore', 'encryption', 'backups'] as const;
type Noun = (typeof nouns)[number];

const nounOf = ({ id }: Pick<Route, 'id'>): Noun | undefined => nouns.find((noun) => id.startsWith(`${noun}.`));
const secretRoutes = contracts.filter((route) => nounOf(route) !== undefined);
/** Ways to ask for a secret that are no sample of their route. */
const further: Readonly<Record<string, readonly ((path: string) => string)[]>> = {
  'sshKeys.get': [(path) => `${path}?reveal=true`, (path) => `${path}?reveal=1`],
  'sshKeys.download': ['private', 'both', 'private&mode=json'].map(
    (part) => (path: string) => `${path.split('?')[0] ?? ''}?part=${part}`,
  ),
};
/** In an organization of their own, strangers may. */
const ownAffairs = new Set(['credentials.list', 'credentials.create', 'sshKeys.list', 'sshKeys.create', 'sshKeys.import']);

interface Attacker {
  readonly caller: Caller;
  readonly isStranger?: boolean;
}

const attackers = new Map<string, Attacker>();
const names = [
  'a viewer',
  'a developer of another team',
  'another organization',
  'another organization that names this one',
  'a key of the organization without the scope',
  'a key of its owner without the scope',
];
/** What must be in no answer. */
const canaries: string[] = [];
let owner: Person;
let scene: Scene;
/** The same with ids and names that nothing has. */
let ghosts: Scene;

async function plant(): Promise<void> {
  const [password, ofDeployment, ofOrg] = ['credential', 'deployment', 'org'].map((what) => `canary-${what}-51c0ffee77`);
  await owner.call(`/api/v1/credentials/${scene.credentialId}`, {
    method: 'PATCH',
    body: { secret: { username: 'ada', password } },
  });
  await owner.put(`/api/secrets/${scene.secretId}`, { value: ofDeployment });
  await owner.put(`/api/org/secrets/${scene.orgSecretId}`, { value: ofOrg });
  const { body } = await owner.get(`/api/v1/ssh/${scene.sshKeyId}?reveal=true`);
  canaries.push(password ?? '', ofDeployment ?? '', ofOrg ?? '', String(body.private_key).split('\n')[2] ?? '');
}

/** Everything that is kept of the organization and of the platform, to the byte. */
async function kept(): Promise<string> {
  return await server.app.database.system('test', async (tx) => {
    const texts: string[] = [];
    for (const table of ['secrets', 'secret_versions', 'secret_documents', 'credentials', 'ssh_keys', 'vault_keys']) {
      const { rows } = await sql`
        select to_jsonb(t) as row from ${sql.raw(table)} t where org_id = ${owner.orgId} order by t::text`.execute(tx);
      texts.push(JSON.stringify(rows));
    }
    const { rows } = await sql`select to_jsonb(t) as row from backups t order by t::text`.execute(tx);
    return [...texts, JSON.stringify(rows)].join('\n');
  });
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  scene = await setScene(server, owner);
  const none = '0197a000-0000-7000-8000-00000000dead';
  const unknown: Partial<Scene> = {
    ...{ credentialId: none, sshKeyId: none, secretId: none, orgSecretId: none, backupId: none },
    deployment: 'no-such-deployment',
  };
  ghosts = { ...scene, ...unknown };
  await plant();
  await server.settle();
  const { body: team } = await owner.post('/api/teams', { orgId: owner.orgId, name: 'Others' });
  await server.signIn('viewer@example.com');
  await server.signIn('developer@example.com');
  const stranger = await server.signIn('stranger@example.com');
  const { body: key } = await owner.post(`/api/orgs/${owner.orgId}/keys`, {
    ...{ kind: 'machine', name: 'elsewhere', scopes: ['orgs:read'], role: 'org_admin' },
  });
  const callers: Attacker[] = [
    { caller: await server.addMember('viewer@example.com', owner, 'viewer') },
    { caller: await server.addMember('developer@example.com', { orgId: owner.orgId, teamId: team.id }, 'developer') },
    { caller: stranger, isStranger: true },
    { caller: server.caller({ ...stranger.headers, 'x-org-id': owner.orgId }) },
    { caller: server.caller({ authorization: `Bearer ${key.key}` }) },
    { caller: await owner.withKey(['orgs:read']) },
  ];
  for (const [index, name] of names.entries()) {
    const attacker = callers[index];
    if (attacker !== undefined) attackers.set(name, attacker);
  }
});

/** As it reads to whoever gets it, without what he said himself and what is different in each answer anyway. */
function wordsOf({ status, body }: Answer, { deployment }: Scene): string {
  const { requestId: _requestId, ...rest } = Object(body ?? {});
  return JSON.stringify([status, rest]).replaceAll(deployment, 'it');
}

async function callBoth(caller: Caller, route: Route): Promise<{ real: Answer; ghost: Answer }[]> {
  const [real, ghost] = [sampleOf(route, scene), sampleOf(route, ghosts)];
  const ways = [(path: string) => path, ...(further[route.id] ?? [])];
  const answers: { real: Answer; ghost: Answer }[] = [];
  for (const way of ways) {
    const ask = ({ path, ...rest }: typeof real) => caller.call(way(path), { method: route.method, ...rest });
    answers.push({ real: await ask(real), ghost: await ask(ghost) });
  }
  return answers;
}

/** Whether he is shown that these things are there; then a refusal may speak of one that he sees. */
async function seesThings(caller: Caller, noun: Noun): Promise<boolean> {
  const list = contracts.find(({ id }) => id === `${noun}.list`);
  if (list === undefined) return false;
  const { path } = sampleOf(list, scene);
  const answer = await caller.get(path);
  const ids = [scene.credentialId, scene.sshKeyId, scene.secretId, scene.orgSecretId];
  return answer.status === 200 && ids.some((id) => JSON.stringify(answer.body).includes(id));
}

describe('routes of secrets', () => {
  it('are all that there are', () => {
    const speaking = contracts.filter(({ path }) => /secret|credential|\/ssh|backup|encryption/.test(path));
    expect(speaking.filter((route) => nounOf(route) === undefined).map(({ id }) => id)).toEqual([]);
    expect(nouns.map((noun) => secretRoutes.filter((route) => nounOf(route) === noun).length > 0)).not.toContain(false);
  });
});

/** What may differ from one answer to the next to anybody. */
const changing = new Set(['date', 'x-request-id', 'etag']);
const namesOf = ({ headers }: Answer): string[] => [...headers.keys()].filter((name) => !changing.has(name));

describe.each(names)('%s, by what happens behind the answer,', (name) => {
  it('cannot tell what is there and hidden from what is not there at all', async () => {
    const { caller, isStranger = false } = attackers.get(name) ?? { caller: server.anybody };
    const found: string[] = [];
    for (const route of secretRoutes) {
      const noun = nounOf(route);
      if (noun === undefined || (isStranger && ownAffairs.has(route.id)) || (await seesThings(caller, noun))) continue;
      const [real, ghost] = [sampleOf(route, scene), sampleOf(route, ghosts)];
      if (real.path === ghost.path) continue;
      const answers: Answer[] = [];
      const ask = async ({ path, ...rest }: typeof real) =>
        void answers.push(await caller.call(path, { method: route.method, ...rest }));
      // Somebody else may work at the same time; it only ever adds. What is the same once is done the same way.
      let [hidden, absent]: [string[], string[]] = [[], ['never asked']];
      for (let round = 0; round < 10 && hidden.join() !== absent.join(); round += 1) {
        await server.settle();
        hidden = await statementsOf(() => ask(real));
        absent = await statementsOf(() => ask(ghost));
      }
      if (hidden.join() !== absent.join())
        found.push(`${route.id} asks ${hidden.join('; ')}, and for nothing ${absent.join('; ')}`);
      const headers = new Set(answers.map((answer) => namesOf(answer).join()));
      if (headers.size > 1) found.push(`${route.id}: ${[...headers].join(' | ')}`);
    }
    expect(found).toEqual([]);
  });
});

describe.each(names)('%s', (name) => {
  it('reads, infers and overwrites nothing by any of them', async () => {
    const { caller, isStranger = false } = attackers.get(name) ?? { caller: server.anybody };
    const before = await kept();
    const sees = new Map<Noun, boolean>();
    for (const noun of nouns) sees.set(noun, await seesThings(caller, noun));
    const found: string[] = [];
    for (const route of secretRoutes) {
      const isOwn = isStranger && ownAffairs.has(route.id);
      for (const { real, ghost } of await callBoth(caller, route)) {
        const text = JSON.stringify([real.body, [...real.headers]]);
        if (canaries.some((canary) => text.includes(canary))) found.push(`${route.id} shows a secret`);
        const isRefused = [401, 403, 404].includes(real.status);
        if (route.method !== 'GET' && !isOwn && !isRefused) found.push(`${route.id} answers ${real.status}`);
        const noun = nounOf(route);
        const isSeen = noun !== undefined && sees.get(noun) === true;
        if (!isOwn && !isSeen && wordsOf(real, scene) !== wordsOf(ghost, ghosts))
          found.push(`${route.id} tells ${wordsOf(real, scene)} from ${wordsOf(ghost, ghosts)}`);
      }
    }
    expect(found).toEqual([]);
    expect(await kept()).toBe(before);
  });

  it('finds none of them in what any other route answers', async () => {
    const { caller } = attackers.get(name) ?? { caller: server.anybody };
    const endless = new Set(['events.stream', 'audit.stream']);
    const found: string[] = [];
    for (const route of contracts) {
      if (route.method !== 'GET' || endless.has(route.id) || route.socket !== undefined) continue;
      const { path } = sampleOf(route, scene);
      const answer = await caller.get(path);
      const text = JSON.stringify([answer.body, [...answer.headers]]);
      if (canaries.some((canary) => text.includes(canary))) found.push(route.id);
    }
    expect(found).toEqual([]);
  });
});

describe('whoever may', () => {
  it('still finds every secret as it was', async () => {
    const { body: fields } = await owner.post(`/api/v1/credentials/${scene.credentialId}/reveal`);
    const { body: key } = await owner.get(`/api/v1/ssh/${scene.sshKeyId}?reveal=true`);
    expect([fields.password, String(key.private_key).includes(canaries[3] ?? '')]).toEqual([canaries[0], true]);
  });
});
