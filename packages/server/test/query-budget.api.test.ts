/**
 * How many statements a list of the infrastructure plane costs: as many for a long list as for a short one, and no more than its budget.
 *
 * Counted are the statements of the transactions that are bound to the organization whose list is read. Jobs may work there at the same
 * moment and only add to them, so the least of a few counts is taken.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { contracts } from '../src/contracts.ts';
import { sampleOf, samples } from './samples.ts';
import { type Scene, setScene } from './scene.ts';
import { type Person, useTestServer } from './support.ts';

/** Of lists that show what their rows refer to, and of nothing else: one statement for each kind of it. */
const budgets: Readonly<Record<string, number>> = { 'sshKeys.list': 2, 'nodePools.list': 5, 'clusters.list': 14 };
const usualBudget = 1;
const more = 6;

/** Of what is in one thing: whether that is there, what it has, and what this is. */
const budgetBelow = 3;

const lists = contracts.filter(
  ({ surface, tenancy, method, responses }) =>
    surface === 'v1' && tenancy === 'org' && method === 'GET' && responses[200] instanceof z.ZodArray,
);
const server = useTestServer({ name: 'query_budget' });
const query = vi.spyOn(pg.Client.prototype, 'query');
let owner: Person;
let scene: Scene;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  scene = await setScene(server, owner);
});
afterAll(() => query.mockRestore());

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  return typeof statement === 'object' && statement !== null && 'text' in statement ? String(statement.text) : '';
}

/** Statements between the beginning and the end of the organization's transactions, connection by connection. */
function countOf(orgId: string): number {
  const bound = new Set<unknown>();
  let count = 0;
  for (const [index, [statement]] of query.mock.calls.entries()) {
    const client = query.mock.contexts[index];
    const text = textOf(statement);
    if (text.startsWith(`begin; set local moorage.org_ids = '${orgId}'`)) bound.add(client);
    else if (/^(?:commit|rollback)/i.test(text)) bound.delete(client);
    else if (bound.has(client)) count += 1;
  }
  return count;
}

async function costOf(path: string): Promise<{ statements: number; rows: number }> {
  const counts: number[] = [];
  let rows = 0;
  for (let time = 0; time < 3; time += 1) {
    query.mockClear();
    const { status, body } = await owner.call(path, { headers: { 'x-org-id': owner.orgId } });
    expect([path, status]).toEqual([path, 200]);
    counts.push(countOf(owner.orgId));
    rows = body.length;
  }
  return { statements: Math.min(...counts), rows };
}

/** More of what is attached to the pool of the scene, one of a kind each time. */
async function attachMore(noun: string): Promise<void> {
  const headers = { 'x-org-id': owner.orgId };
  const list = noun.toLowerCase();
  const body = samples[`${list}.create`]?.(scene).body;
  const named = list === 'servers' ? { ...Object(body), hostname: `h${scene.unique()}` } : body;
  const made = await owner.call(`/api/v1/${list}`, { method: 'POST', headers, body: named });
  const ids = { [`${list.slice(0, -1)}_ids`]: [made.body.id] };
  const answer = await owner.call(`/api/v1/node-pools/${scene.poolId}/${list}`, { method: 'POST', headers, body: ids });
  expect([noun, answer.status]).toEqual([noun, 204]);
}

async function addOne(list: string): Promise<void> {
  const [, noun] = /^nodePools\.list(\w+)$/.exec(list) ?? [];
  if (noun !== undefined) return await attachMore(noun);
  const id = list.replace('.list', '.create');
  const sample = samples[id]?.(scene);
  const answer = await owner.call(sample?.path ?? '', {
    method: 'POST',
    headers: { 'x-org-id': owner.orgId },
    body: sample?.body,
  });
  expect([id, answer.status]).toEqual([id, 201]);
  if (id !== 'nodePools.create') return;
  const attached = { server_ids: [scene.attached.serverId] };
  const path = `/api/v1/node-pools/${answer.body.id}/servers`;
  expect((await owner.call(path, { method: 'POST', headers: { 'x-org-id': owner.orgId }, body: attached })).status).toBe(204);
}

describe('a list of the infrastructure plane', () => {
  it.each(lists)('costs no more statements when it is longer: $id', async ({ id, path: place }) => {
    const { path } = sampleOf({ id }, scene);
    const short = await costOf(path);
    for (let made = 0; made < more; made += 1) await addOne(id);
    const long = await costOf(path);
    expect([short.rows > 0, long.rows]).toEqual([true, short.rows + more]);
    expect(long.statements).toBe(short.statements);
    expect(long.statements).toBeGreaterThan(0);
    expect(long.statements).toBeLessThanOrEqual(budgets[id] ?? (place.includes('{') ? budgetBelow : usualBudget));
  });
});
