import type { AuditEvent } from '@moorage/sdk/types';
import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { adminAuditQuery, followAnyAudit } from './admin.ts';
import { auditQuery, followAudit, withEvent } from './audit.ts';
import type { FollowState } from './follow-state.ts';

const patiently = { timeout: 15_000 };

function event(seq: number): AuditEvent {
  return {
    id: `id-${seq}`,
    orgId: 'o1',
    seq,
    event: 'team.created',
    actor: { kind: 'user', id: 'u1', email: 'ada@example.com', via: 'session' },
    target: { type: 'team', id: 't1', name: 'Harbour' },
    data: {},
    requestId: 'r1',
    ipAddress: null,
    at: '2026-11-21T10:00:00.000Z',
    prevHash: null,
    hash: null,
  };
}

const pagesOf = <E extends AuditEvent>(...pages: readonly (readonly E[])[]) => ({
  pages: pages.map((items) => ({ items, next: undefined })),
  pageParams: pages.map(() => ''),
});

const view = { orgId: 'o1', filter: { event: 'team.' } };
const { queryKey } = auditQuery(view.orgId, view.filter);

afterEach(() => vi.unstubAllGlobals());

it('puts a new entry first and a known one nowhere', () => {
  const pages = pagesOf([event(2)], [event(1)]);
  expect(withEvent(pages, event(3)).pages[0]?.items.map(({ seq }) => seq)).toEqual([3, 2]);
  expect(withEvent(pages, event(1))).toBe(pages);
});

it('puts one that came late where it belongs, and leaves what was not loaded to its page', () => {
  const dated = (seq: number, minute: number) => ({ ...event(seq), at: `2026-11-21T10:0${minute}:00.000Z` });
  const pages = pagesOf([dated(9, 5), dated(8, 3)]);
  expect(withEvent(pages, dated(7, 4)).pages[0]?.items.map(({ seq }) => seq)).toEqual([9, 7, 8]);
  expect(withEvent(pages, dated(6, 1)).pages[0]?.items.map(({ seq }) => seq)).toEqual([9, 8, 6]);
  const more = { ...pages, pages: pages.pages.map((page) => ({ ...page, next: 'c' })) };
  expect(withEvent(more, dated(6, 1))).toBe(more);
});

it('of all organizations goes on at the time of the newest entry, or when an empty list was read', async () => {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push(new Request(new URL(url, 'http://localhost'), { ...init, signal: null }));
    return new Promise(() => {});
  });
  const queries = new QueryClient();
  const filled = adminAuditQuery(undefined, view.filter).queryKey;
  queries.setQueryData(filled, pagesOf([{ ...event(7), orgName: null }]));
  const empty = adminAuditQuery('o1', {}).queryKey;
  queries.setQueryData(empty, pagesOf([]), { updatedAt: Date.parse('2026-11-21T09:00:00.000Z') });
  const stops = [
    followAnyAudit(queries, { orgId: undefined, filter: view.filter }, () => {}),
    followAnyAudit(queries, { orgId: 'o1', filter: {} }, () => {}),
  ];
  await vi.waitFor(() => expect(asked).toHaveLength(2), patiently);
  expect(asked.map(({ url, headers }) => [new URL(url).pathname + new URL(url).search, headers.get('last-event-id')])).toEqual([
    ['/api/admin/audit/stream?event=team.', '2026-11-21T10:00:00.000Z'],
    ['/api/admin/audit/stream?org_id=o1', '2026-11-21T09:00:00.000Z'],
  ]);
  for (const stop of stops) stop();
});

it('goes on behind the newest entry of the list, by its filter', async () => {
  const queries = new QueryClient();
  queries.setQueryData(queryKey, pagesOf([event(7)]));
  const asked: Request[] = [];
  const body = `id: 8\nevent: audit\ndata: ${JSON.stringify(event(8))}\n\n`;
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push(new Request(new URL(url, 'http://localhost'), { ...init, signal: null }));
    return asked.length === 1 ? Promise.resolve(new Response(body)) : new Promise(() => {});
  });
  const states: FollowState['kind'][] = [];
  const stop = followAudit(queries, view, ({ kind }) => void states.push(kind));
  await vi.waitFor(
    () => expect(queries.getQueryData(queryKey)?.pages[0]?.items.map(({ seq }) => seq)).toEqual([8, 7]),
    patiently,
  );
  expect(asked[0]?.headers.get('last-event-id')).toBe('7');
  expect(new URL(asked[0]?.url ?? '').search).toBe('?org_id=o1&event=team.');
  await vi.waitFor(() => expect(states).toEqual(['connecting', 'live', 'lost']), patiently);
  stop();
});

it('says why the server refuses, and does not ask again', async () => {
  const refusal = { error: 'That is not for you.', code: 'forbidden', requestId: 'r1' };
  const fetched = vi.fn<() => Promise<Response>>(() => Promise.resolve(Response.json(refusal, { status: 403 })));
  vi.stubGlobal('fetch', fetched);
  const states: FollowState[] = [];
  const stop = followAudit(new QueryClient(), view, (state) => void states.push(state));
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'ended', message: 'That is not for you.' }), patiently);
  expect(fetched).toHaveBeenCalledTimes(1);
  stop();
});
