/**
 * What is worth an event although nothing changed: that somebody was refused, and that somebody read the trail.
 *
 * Whoever is refused can be refused a thousand times a second, so of one actor, action and object one event a minute is
 * written: the first at once, then one that counts what followed. Kinds beyond a thousand in a minute share one. The writing
 * happens in transactions of its own, after the answer, one at a time; a request neither waits for it nor fails with it.
 */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { principalOf } from '../../platform/authz/actor.ts';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Refusal } from '../../platform/http/server-deps.ts';
import { type Audit, type AuditEntry, type AuditSource, platformChain } from './audit.service.ts';

export interface AuditNoteDeps {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AuditNotes extends Service {
  refused(refusal: Refusal): void;
  /**
   * Somebody reads the trail of an organization: `how` is `list`, `export`, `verify`, `follow`, `sinks`, or, by whoever runs the
   * platform, `platform`, `platform-export`, `platform-follow`.
   */
  wasRead(ctx: RequestCtx, orgId: string, how: string): void;
  /** Resolves when everything that was noted is written; what is being counted is not. */
  settled(): Promise<void>;
}

const windowMs = 60_000;
const mostKinds = 1_000;

interface Note {
  readonly key: string;
  readonly source: Omit<AuditSource, 'clock'>;
  readonly entry: AuditEntry;
}

interface Counter {
  latest: Note;
  /** Since the last event. */
  count: number;
  cancel: CancelTimer;
}

function refusalNote(refusal: Refusal): Note {
  const { kind, actor, ip, requestId, resource, route, method, subject } = refusal;
  const source = { actor, ip, requestId };
  const who = principalOf(actor) ?? ip;
  if (kind === 'bad-credential') {
    const target = { type: 'credential', id: ip };
    return {
      key: `credential ${who}`,
      source,
      entry: { event: 'access.refused', target, data: { reason: kind, route, method } },
    };
  }
  const action = refusal.action ?? route;
  const orgId = resource?.orgId ?? actor.currentOrgId;
  const own = resource?.type === 'org' ? resource.orgId : resource?.type === 'team' ? resource.teamId : undefined;
  const target = resource === undefined ? { type: 'route', id: route } : { type: resource.type, id: own ?? subject ?? 'any' };
  return {
    key: ['refused', who, action, orgId, target.type, target.id].join(' '),
    source,
    entry: {
      event: 'access.refused',
      target,
      data: { reason: kind, action, route, method },
      ...(orgId === undefined ? {} : { orgId }),
    },
  };
}

function manyOf(note: Note): Note {
  const { event } = note.entry;
  const entry = { event, target: { type: 'many', id: 'many' }, data: { reason: 'too many kinds in one minute' } };
  return { key: `many ${event}`, source: note.source, entry };
}

export function createAuditNotes(deps: AuditNoteDeps): AuditNotes {
  const { db, audit, clock, log } = deps;
  const counters = new Map<string, Counter>();
  let status: ServiceStatus = { state: 'stopped' };
  let writing = Promise.resolve();

  function write({ source, entry }: Note, count: number): void {
    const data = { ...entry.data, count };
    writing = writing
      .then(() => db.system('note an audit event', (tx) => audit.append(tx, { ...source, clock }, { ...entry, data })))
      .catch((error: unknown) => log.warn('an audit event could not be noted', { event: entry.event, count, error }));
  }
  function endWindow(key: string): void {
    const counter = counters.get(key);
    if (counter === undefined) return;
    if (counter.count === 0) {
      counters.delete(key);
      return;
    }
    write(counter.latest, counter.count);
    counter.count = 0;
    counter.cancel = clock.after(windowMs, () => endWindow(key));
  }
  function add(note: Note): void {
    if (status.state !== 'running') return;
    const known = counters.get(note.key);
    if (known !== undefined) {
      known.count += 1;
      known.latest = note;
      return;
    }
    if (counters.size >= mostKinds && !note.key.startsWith('many ')) return add(manyOf(note));
    write(note, 1);
    counters.set(note.key, { latest: note, count: 0, cancel: clock.after(windowMs, () => endWindow(note.key)) });
  }

  return {
    name: 'audit-notes',
    status: () => ({ ...status, counting: counters.size }),
    settled: () => writing,
    refused: (refusal) => add(refusalNote(refusal)),
    wasRead(ctx, orgId, how) {
      const { actor, ip, requestId } = ctx;
      const target = { type: 'audit', id: orgId, name: how };
      const place = orgId === platformChain ? {} : { orgId };
      const key = ['read', principalOf(actor) ?? ip, orgId, how].join(' ');
      add({ key, source: { actor, ip, requestId }, entry: { event: 'audit.read', target, ...place } });
    },
    async start() {
      status = { state: 'running' };
    },
    async stop() {
      if (status.state !== 'running') return;
      status = { state: 'stopping' };
      for (const counter of counters.values()) {
        counter.cancel();
        if (counter.count > 0) write(counter.latest, counter.count);
      }
      counters.clear();
      await writing;
      status = { state: 'stopped' };
    },
  };
}
