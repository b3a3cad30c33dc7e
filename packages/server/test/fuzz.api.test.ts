/**
 * Every route × every place for input × values that nobody expects. Whatever comes, the answer is one that the contract knows,
 * never a failure of ours; and nobody's request changes nothing.
 */
import { errorCatalogue } from '@moorage/core/errors';
import { readTestConfig } from '@moorage/testkit/test-config';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contracts } from '../src/contracts.ts';
import type { Route } from '../src/platform/http/route.ts';
import { createForetelling, type Refusal } from './foretold.ts';
import { sampleOf, samples } from './samples.ts';
import { type Sample, type Scene, setScene } from './scene.ts';
import { type Caller, useTestServer } from './support.ts';

const server = useTestServer({ name: 'fuzz' });
let shared: Scene;

beforeAll(async () => {
  shared = await setScene(server, await server.signIn('owner@example.com'));
});

/** Reading takes nothing from who reads next. Public addresses may: by some of them one signs in or out. */
const leavesAll = (route: Route): boolean => route.method === 'GET' && route.access.kind !== 'public' && route.surface !== 'web';

/** A route that writes gets its own: some of them end the session or delete what others need. */
async function sceneFor(route: Route): Promise<Scene> {
  if (leavesAll(route)) return shared;
  return await setScene(server, await server.signIn(`${route.id.toLowerCase()}@example.com`), samples[route.id]);
}

const oddTexts = [
  '',
  ' ',
  'null',
  '-1',
  '0',
  '1e309',
  '9'.repeat(400),
  'NaN',
  'true',
  '\u0000',
  'a\u0000b',
  '\r\nx: y',
  '\u202e\ufeff\u{1f4a5}',
  '\ud800',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  `'; drop table users; --`,
  '%00',
  '%s%n',
  '{{IMAGE}}',
  '$(id)`id`',
  '[]',
  '{"a":1}',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  'x'.repeat(20_000),
] as const;

const oddValues: readonly unknown[] = [
  ...oddTexts,
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  [],
  [[]],
  [null],
  ['a', 'a'],
  {},
  { a: { b: null } },
  { toString: 1 },
  { length: 1e9 },
];

/** A thousand lists in one another. */
const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;

function fieldsOf(schema: z.ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

interface Attempt {
  readonly path: string;
  readonly rawBody?: string;
}

function* pathAttempts(route: Route, sample: Sample): Generator<Attempt> {
  const [path = '', query = ''] = sample.path.split('?');
  const body = sample.body === undefined ? {} : { rawBody: JSON.stringify(sample.body) };
  for (const text of oddTexts) {
    const encoded = encodeURIComponent(text.toWellFormed());
    for (const field of [...fieldsOf(route.query), 'unknown']) {
      const params = new URLSearchParams(query);
      params.delete(field);
      const rest = params.size === 0 ? '' : `&${params}`;
      yield { path: `${path}?${field}=${encoded}${rest}`, ...body };
      if (text.length < 2) yield { path: `${path}?${field}[]=${encoded}&${field}=1&${field}=2${rest}`, ...body };
    }
    const slots = route.path.split('/').map((part, index) => (part.startsWith('{') ? encoded : path.split('/')[index]));
    if (route.path.includes('{') && text !== '') yield { path: slots.join('/'), ...body };
  }
  yield { path: `${path}?${'a=1&'.repeat(2_000)}`, ...body };
}

function* bodyAttempts(route: Route, sample: Sample): Generator<Attempt> {
  const { path } = sample;
  if (route.method === 'GET') return;
  const good = typeof sample.body === 'object' && sample.body !== null ? sample.body : {};
  for (const rawBody of ['', '{', 'null', '0', '""', '[]', deep, `{"a":${deep}}`, '{"a":1,"a":2}', '\u0000'])
    yield { path, rawBody };
  for (const field of [...fieldsOf(route.body), 'unknown']) {
    for (const value of oddValues) yield { path, rawBody: JSON.stringify({ ...good, [field]: value }) };
    for (const key of ['__proto__', 'web', '']) {
      for (const value of ['"x"', 'null', '1e999', '{}']) {
        const rest = JSON.stringify(good).slice(1, -1);
        yield { path, rawBody: `{${rest}${rest === '' ? '' : ','}"${field}":{"${key}":${value}}}` };
      }
    }
  }
}

const headerAttempts: readonly Readonly<Record<string, string>>[] = [
  { 'if-match': '' },
  { 'if-match': '"1", W/"x", *' },
  { 'if-match': '9'.repeat(400) },
  { 'if-none-match': '*' },
  { 'idempotency-key': 'x'.repeat(256) },
  { 'idempotency-key': '\u00e4' },
  { 'last-event-id': '-1' },
  { 'last-event-id': '9'.repeat(100) },
  { 'last-event-id': "'; select 1" },
  { 'x-request-id': 'x'.repeat(500) },
  { 'content-type': 'application/json; charset=utf-7' },
  { authorization: 'Bearer' },
  { authorization: `Bearer ${'x'.repeat(8_000)}` },
  { cookie: `session=${'%'.repeat(100)}; session=; =; ;` },
];

interface Outcome {
  readonly status: number;
  readonly code: string | undefined;
}

/** Only the head of a stream is read: some never end. */
async function attempt(
  caller: Caller,
  route: Route,
  one: Attempt,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  if (route.stream === undefined) {
    const call = one.rawBody === undefined ? {} : { rawBody: one.rawBody };
    const answer = await caller.call(one.path, { method: route.method, headers, ...call });
    return { status: answer.status, code: answer.body?.code };
  }
  const aborter = new AbortController();
  const init = { headers: { ...caller.headers, ...headers }, signal: aborter.signal };
  const response = await fetch(`${server.url()}${one.path}`, init);
  const code = response.status === 200 ? undefined : z.object({ code: z.string() }).parse(await response.json()).code;
  aborter.abort();
  return { status: response.status, code };
}

const documented = new Set<string>(Object.keys(errorCatalogue));
/** Of `/api/v1`, whose clients know other words; a 415 has none. */
const documentedOnV1 = new Set<string>([
  ...documented,
  'unauthorized',
  'invalid_json',
  'unsupported_provider',
  'invalid_state',
  'invalid_refresh',
  'invalid_bits_for_type',
  'invalid_scope',
  'invalid_secret',
  'ssh_key_not_found',
  'server_not_found',
  'node_pool_not_found',
  'label_not_found',
  'annotation_not_found',
  'taint_not_found',
  'nodepool_not_found',
  'domain_not_found',
  'recordset_not_found',
  'lb_not_found',
]);

/** What a route of the infrastructure plane says itself of bad bodies and parameters. */
function ownWords({ badInput }: Route): readonly (string | undefined)[] {
  const { json, body, params, fields } = badInput ?? {};
  return [json, body, ...Object.values(params ?? {}), ...Object.values(fields ?? {})];
}

function isWordOf(route: Route, { status, code }: Outcome): boolean {
  if (route.surface !== 'v1') return code !== undefined && documented.has(code);
  return code === undefined ? status === 415 : documentedOnV1.has(code) || ownWords(route).includes(code);
}

/** A route may say that something it needs is not there; nothing else from 500 on is an answer. */
function isFailure(route: Route, outcome: Outcome): boolean {
  const { status, code } = outcome;
  if (status < 400) return false;
  return !isWordOf(route, outcome) || (status >= 500 && !(route.errors ?? []).some((expected) => expected === code));
}

/** Everything that a request could have changed. */
async function state(): Promise<unknown> {
  return await server.app.database.system('test', async (tx) => ({
    users: await tx.selectFrom('users').select('email').orderBy('email').execute(),
    sessions: await tx.selectFrom('sessions').select('handle').orderBy('handle').execute(),
    keys: await tx.selectFrom('api_keys').select('id').orderBy('id').execute(),
    orgs: await tx.selectFrom('orgs').selectAll().orderBy('id').execute(),
    teams: await tx.selectFrom('teams').selectAll().orderBy('id').execute(),
    templates: await tx.selectFrom('templates').select(['id', 'updated_at']).orderBy('id').execute(),
    deployments: await tx.selectFrom('deployments').select(['id', 'generation', 'deleting_since']).orderBy('id').execute(),
    // That somebody was refused or has read is written beside the request, and changes nothing.
    // What the platform does by itself may come at any time.
    audit: await tx
      .selectFrom('audit_events')
      .select('id')
      .where('event', 'not in', ['access.refused', 'audit.read'])
      .where('actor_kind', '!=', 'system')
      .orderBy('id')
      .execute(),
  }));
}

const { oddInputs, oddHeaders, oddInputsOfNobody } = readTestConfig();
/** The server waits for its database half of the time. */
const atOnce = 4;

/**
 * So many of all, spread evenly. Each turn begins elsewhere, by the golden ratio, so that the routes together meet every value in
 * every kind of place although each of them meets only some.
 */
function someOf<One>(all: readonly One[], count: number, turn: number): One[] {
  const step = Math.max(1, all.length / count);
  const start = ((turn * 0.618_033_988_75) % 1) * step;
  const stretch = (index: number): number => Math.floor((index - start) / step);
  return all.filter((_one, index) => stretch(index) !== stretch(index - 1));
}

function attemptsFor(route: Route, scene: Scene, count: number): Attempt[] {
  const sample = sampleOf(route, scene);
  return someOf([...pathAttempts(route, sample), ...bodyAttempts(route, sample)], count, known.indexOf(route));
}

const inShort = ({ path, rawBody }: Attempt): unknown[] => [path.slice(0, 200), rawBody?.slice(0, 200)];

interface Unproven {
  readonly one: Attempt;
  readonly foretold: Refusal | undefined;
}

/**
 * What has to be sent. Of those that the schemas of the route refuse one a field and code is: there it shows that the layer answers as its
 * own functions foretell, and what these say of the others is as good as their answers. Whatever the schemas let through goes on to
 * the service and the database, and is always sent.
 */
function unproven(route: Route, attempts: readonly Attempt[], failures: unknown[]): Unproven[] {
  const foretell = createForetelling(route);
  const proven = new Set<string>();
  return attempts.flatMap((one): Unproven[] => {
    const foretold = foretell(one);
    if (foretold === undefined) return [{ one, foretold }];
    if (isFailure(route, foretold)) failures.push([...inShort(one), foretold]);
    if (proven.has(foretold.kind)) return [];
    proven.add(foretold.kind);
    return [{ one, foretold }];
  });
}

/** Who was signed out by what he sent before is turned away at the door. */
function isSame(outcome: Outcome, foretold: Refusal): boolean {
  return outcome.status === 401 || (outcome.status === foretold.status && outcome.code === foretold.code);
}

// That every route has a sample is for another test to say. Signing in makes a user of every address.
const known = contracts.filter((route) => samples[route.id] !== undefined && route.id !== 'identity.devLogin');
const guarded = known.filter((route) => route.access.kind !== 'public');

describe('nobody', () => {
  it('changes nothing by whatever he sends', async () => {
    const before = await state();
    for (const route of guarded) {
      for (const one of attemptsFor(route, shared, oddInputsOfNobody)) {
        const outcome = await attempt(server.anybody, route, one);
        expect([route.id, one, outcome.status >= 400 && outcome.status < 500]).toEqual([route.id, one, true]);
      }
    }
    expect(await state()).toEqual(before);
  });
});

describe('whatever is sent by its owner', () => {
  it.each(known)('$id answers what is documented', async (route) => {
    const scene = await sceneFor(route);
    const failures: unknown[] = [];
    const seen = new Set<number>();
    const attempts = unproven(route, attemptsFor(route, scene, oddInputs), failures).values();
    const tryAll = async (): Promise<void> => {
      for (const { one, foretold } of attempts) {
        const outcome = await attempt(scene.owner, route, one);
        seen.add(outcome.status);
        const isOther = foretold !== undefined && !isSame(outcome, foretold);
        if (isOther || isFailure(route, outcome)) failures.push([...inShort(one), outcome, foretold]);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, tryAll));
    // Where every request was turned away at the door, nothing was tried.
    expect([...seen].some((status) => status !== 401)).toBe(true);
    const sample = sampleOf(route, scene);
    const good = sample.body === undefined ? { path: sample.path } : { path: sample.path, rawBody: JSON.stringify(sample.body) };
    for (const headers of someOf(headerAttempts, oddHeaders, known.indexOf(route))) {
      const outcome = await attempt(scene.owner, route, good, headers);
      if (isFailure(route, outcome)) failures.push([headers, outcome]);
    }
    expect(failures).toEqual([]);
  });
});
