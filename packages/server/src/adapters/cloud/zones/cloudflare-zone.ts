/**
 * Zones of Cloudflare.
 *
 * There a set is several records with ids of their own. An edit removes those ids that were seen and adds what is missing, all of it in
 * one call that is done as a whole or not at all; an id that is gone by then makes it fail. What somebody adds to a set makes it not, so
 * the sets are looked at again right before, where one or two questions tell: what is left open is the moment of one request.
 */
import { isRecordType, parseRecordValue, quoteText, type RecordType } from '@moorage/core/dns-text';
import { z } from 'zod';
import {
  type DnsAccess,
  DnsFailure,
  type DnsProvider,
  type Edit,
  type RecordSet,
  type Zone,
} from '../../../domains/dns/dns-provider.ports.ts';
import type { AskCloud, CloudAnswer, CloudApi } from '../guarded-http.ts';
import type { Turn } from './paced.ts';

export interface CloudflareDeps {
  readonly access: DnsAccess;
  readonly ask: AskCloud;
  readonly api: CloudApi;
  readonly account: string;
  readonly turn: Turn;
}

const zoneSchema = z.object({ id: z.string(), name: z.string() });
const recordSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  content: z.string().optional(),
  ttl: z.int(),
  proxied: z.boolean().optional(),
  priority: z.int().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
type CloudRecord = z.output<typeof recordSchema>;
const page = z.object({ result: z.array(recordSchema), result_info: z.object({ total_pages: z.int() }).optional() });
const problems = z.object({ errors: z.array(z.object({ code: z.int(), message: z.string() })) });

/** Codes by which it says that what we saw is not so any more. */
const changedCodes = new Set([81_044, 81_053, 81_054, 81_057, 81_058]);
const fewNames = 8;
/** Questions that are asked again before a change; a batch of a large zone would take dozens. */
const mostLooks = 2;
const perPage = 500;

function failureOf({ status, body }: CloudAnswer): DnsFailure {
  const parsed = problems.safeParse(body);
  const [first] = parsed.success ? parsed.data.errors : [];
  if (status === 429) return new DnsFailure('throttled', 'Cloudflare is asked too much (429).');
  if (status >= 500 || status === 0) return new DnsFailure('unreachable', `Cloudflare answered ${status}.`);
  if (first !== undefined && changedCodes.has(first.code)) return new DnsFailure('changed', 'The zone was changed meanwhile.');
  const why = first === undefined ? '' : `: ${first.message.slice(0, 500)} (${first.code})`;
  return new DnsFailure('refused', `Cloudflare refuses with ${status}${why}`);
}

function word(data: CloudRecord['data'], key: string): string {
  const value = data?.[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function textOf(type: RecordType, { content = '', priority, data }: CloudRecord): string {
  if (type === 'MX') return `${priority ?? 0} ${content}`;
  if (type === 'SRV') return ['priority', 'weight', 'port', 'target'].map((key) => word(data, key)).join(' ');
  if (type === 'CAA') return `${word(data, 'flags')} ${word(data, 'tag')} ${quoteText(word(data, 'value'))}`;
  return content;
}

function bodyOf({ name, type, ttl }: RecordSet, value: string): unknown {
  const base = { name, type, ttl, proxied: undefined };
  const words = value.split(' ');
  if (type === 'MX') return { ...base, priority: Number(words[0]), content: words[1] };
  if (type === 'SRV') {
    const [priority, weight, port, target] = words;
    return { ...base, data: { priority: Number(priority), weight: Number(weight), port: Number(port), target } };
  }
  if (type === 'CAA') {
    const [, flags, tag, quoted = ''] = /^(\d+) (\S+) "(.*)"$/.exec(value) ?? [];
    return { ...base, data: { flags: Number(flags), tag, value: quoted.replaceAll(/\\(["\\])/g, '$1') } };
  }
  return { ...base, content: type === 'TXT' ? quoteText(value, 10) : value };
}

/** Values with the records that have them. */
type Seen = WeakMap<RecordSet, ReadonlyMap<string, string>>;

function setsOf(records: readonly CloudRecord[], seen: Seen): RecordSet[] {
  const groups = Map.groupBy(records, ({ type, name }) => `${type} ${name.toLowerCase()}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || !isRecordType(first.type)) return [];
    const { type } = first;
    const ids = new Map(
      group.map((record) => {
        const parsed = parseRecordValue(type, textOf(type, record), 10);
        return [parsed.kind === 'ok' ? parsed.value : textOf(type, record), record.id];
      }),
    );
    const base = { name: first.name.toLowerCase(), type, ttl: first.ttl, values: [...ids.keys()].toSorted() };
    const set = group.some(({ proxied }) => proxied === true) ? { ...base, special: 'the proxy of Cloudflare' } : base;
    seen.set(set, ids);
    return [set];
  });
}

/** Whether a set still has the values that were seen, in the records that were seen, and no others. */
function isAsSeen({ name, type, before }: Edit, now: readonly RecordSet[], seen: Seen): boolean {
  const found = now.find((set) => set.name === name && set.type === type);
  if (before === undefined || found === undefined) return before === found;
  const [was, is] = [seen.get(before), seen.get(found)];
  return found.ttl === before.ttl && is?.size === was?.size && [...(was ?? [])].every(([value, id]) => is?.get(value) === id);
}

function changeOf({ before, after }: Edit, seen: Seen): { deletes: unknown[]; posts: unknown[] } {
  const ids: ReadonlyMap<string, string> = (before && seen.get(before)) ?? new Map<string, string>();
  const isSameTtl = before?.ttl === after?.ttl;
  const stays = (value: string) => isSameTtl && ids.has(value) && after?.values.includes(value) === true;
  return {
    deletes: [...ids].filter(([value]) => !stays(value)).map(([, id]) => ({ id })),
    posts: (after?.values ?? []).filter((value) => !stays(value)).map((value) => after && bodyOf(after, value)),
  };
}

export function createCloudflareZones({ access, ask, api, account, turn }: CloudflareDeps): DnsProvider {
  const seen: Seen = new WeakMap();
  /** Of whole zones, as they were last read. */
  const pageCounts = new Map<string, number>();
  const headers = { authorization: `Bearer ${access.secret['token']?.reveal() ?? ''}` };
  async function call<T>(
    path: string,
    schema: z.ZodType<T>,
    { signal, body }: { signal: AbortSignal; body?: unknown },
  ): Promise<T> {
    await turn(signal);
    const more = body === undefined ? {} : { method: 'POST', body };
    const answer = await ask({ api, path, headers, signal, ...more }).catch(() => {
      throw new DnsFailure('unreachable', 'Cloudflare does not answer.');
    });
    if (answer.status !== 200) throw failureOf(answer);
    const parsed = schema.safeParse(answer.body);
    if (!parsed.success) throw new DnsFailure('unreachable', 'Cloudflare answered with something unexpected.');
    return parsed.data;
  }
  async function list(zone: Zone, query: string, signal: AbortSignal): Promise<CloudRecord[]> {
    const all: CloudRecord[] = [];
    for (let number = 1, pages = 1; number <= pages; number += 1) {
      const path = `/zones/${encodeURIComponent(zone.id)}/dns_records?per_page=${perPage}&page=${number}${query}`;
      const { result, result_info: info } = await call(path, page, { signal });
      all.push(...result);
      pages = info?.total_pages ?? 1;
      if (query === '') pageCounts.set(zone.id, pages);
    }
    return all;
  }
  async function readAt(zone: Zone, names: readonly string[], signal: AbortSignal): Promise<RecordSet[]> {
    const found = [];
    for (const name of names) found.push(...(await list(zone, `&name.exact=${encodeURIComponent(name)}`, signal)));
    return setsOf(found, seen);
  }
  /** Undefined where that would take too many questions. */
  async function lookAgain(zone: Zone, names: readonly string[], signal: AbortSignal): Promise<RecordSet[] | undefined> {
    if (names.length <= mostLooks) return await readAt(zone, names, signal);
    if ((pageCounts.get(zone.id) ?? Infinity) > mostLooks) return undefined;
    return setsOf(await list(zone, '', signal), seen);
  }
  return {
    mostEdits: 40,
    hasAliases: false,
    account,
    close: () => {},
    async findZone(name, id, signal) {
      if (id !== '') {
        const { result } = await call(`/zones/${encodeURIComponent(id)}`, z.object({ result: zoneSchema }), { signal });
        return { id, name: result.name };
      }
      const path = `/zones?name=${encodeURIComponent(name)}`;
      const { result } = await call(path, z.object({ result: z.array(zoneSchema) }), { signal });
      const [zone, ...others] = result;
      if (zone === undefined) throw new DnsFailure('refused', `Cloudflare has no zone ${name} that the token may see.`);
      if (others.length > 0) throw new DnsFailure('refused', `Cloudflare has several zones ${name}; say which by zone_id.`);
      return { id: zone.id, name: zone.name };
    },
    async read(zone, names, signal) {
      if (names.length > fewNames) return setsOf(await list(zone, '', signal), seen);
      return await readAt(zone, names, signal);
    },
    async apply(zone, edits, signal) {
      const now = await lookAgain(zone, [...new Set(edits.map(({ name }) => name))], signal);
      if (now !== undefined && !edits.every((edit) => isAsSeen(edit, now, seen)))
        throw new DnsFailure('changed', 'The zone was changed meanwhile.');
      const changes = edits.map((edit) => changeOf(edit, seen));
      const body = { deletes: changes.flatMap(({ deletes }) => deletes), posts: changes.flatMap(({ posts }) => posts) };
      await call(`/zones/${encodeURIComponent(zone.id)}/dns_records/batch`, z.unknown(), { signal, body });
    },
  };
}
