/**
 * Zones of Route 53.
 *
 * A change is the deletion of exactly what was seen and the creation of what is to be, in one batch that Route 53 does as a whole or not at
 * all: what somebody changed in between makes it fail, and nothing is ever written over.
 */
import { isRecordType, parseRecordValue, canonicalName, quoteText, type RecordType } from '@moorage/core/dns-text';
import type * as route53 from '@aws-sdk/client-route-53';
import type {
  Change,
  ListResourceRecordSetsCommandInput,
  ListResourceRecordSetsCommandOutput,
  ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  type DnsAccess,
  DnsFailure,
  type DnsProvider,
  type Edit,
  type RecordSet,
  type Zone,
} from '../../../domains/dns/dns-provider.ports.ts';
import { presentedAwsSettings } from '../aws-settings.ts';
import type { Turn } from './paced.ts';

type Sdk = typeof route53;

export interface Route53Deps {
  readonly access: DnsAccess;
  /** Where the configuration names one. */
  readonly endpoint: string | undefined;
  readonly account: string;
  readonly turn: Turn;
}

const throttling = new Set(['Throttling', 'ThrottlingException', 'PriorRequestNotComplete', 'TooManyRequestsException']);
const special = [
  ['SetIdentifier', 'a routing policy'],
  ['HealthCheckId', 'a health check'],
  ['TrafficPolicyInstanceId', 'a traffic policy'],
  ['MultiValueAnswer', 'a routing policy'],
] as const;

/** Fewer names than this are read one by one. */
const fewNames = 12;

function failureOf(error: unknown): DnsFailure {
  if (error instanceof DnsFailure) return error;
  const name = error instanceof Error ? error.name : 'Unknown';
  const message = error instanceof Error ? error.message : '';
  const metadata = typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0;
  if (throttling.has(name) || status === 429) return new DnsFailure('throttled', `Route 53 is asked too much (${name}).`);
  if (name === 'InvalidChangeBatch' && /already exists|not found|do not match/i.test(message))
    return new DnsFailure('changed', 'The zone was changed meanwhile.');
  if (status >= 400 && status < 500) return new DnsFailure('refused', `Route 53 refuses: ${message.slice(0, 500)} (${name})`);
  return new DnsFailure('unreachable', `Route 53 does not answer (${name}).`);
}

function valueOf(type: RecordType, value: string): string {
  const dotted = (text: string) => (text.endsWith('.') ? text : `${text}.`);
  if (type === 'TXT') return quoteText(value);
  if (type === 'CNAME' || type === 'NS') return dotted(value);
  return type === 'MX' || type === 'SRV' ? dotted(value) : value;
}

/** Asterisks and whatever else is unusual, as Route 53 writes them. */
function wireName(name: string): string {
  return `${name}.`;
}

function setOf(raw: ResourceRecordSet): RecordSet | undefined {
  const { Type: type = '', Name: name = '', AliasTarget: alias } = raw;
  if (!isRecordType(type)) return undefined;
  const values = (raw.ResourceRecords ?? []).map(({ Value: text = '' }) => {
    const parsed = parseRecordValue(type, text);
    return parsed.kind === 'ok' ? parsed.value : text;
  });
  const policy = special.find(([field]) => raw[field] !== undefined)?.[1];
  const target = alias && {
    name: canonicalName(alias.DNSName ?? '').replace(/^dualstack\./, ''),
    zoneId: alias.HostedZoneId ?? '',
    evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
  };
  return {
    ...{ name: canonicalName(name), type, ttl: target ? 0 : (raw.TTL ?? 0), values: values.toSorted() },
    ...(target === undefined ? {} : { alias: target }),
    ...(policy === undefined ? {} : { special: policy }),
  };
}

function rawOf({ name, type, ttl, values, alias }: RecordSet): ResourceRecordSet {
  const base = { Name: wireName(name), Type: type };
  if (alias !== undefined) {
    const { zoneId: HostedZoneId, name: DNSName, evaluateTargetHealth: EvaluateTargetHealth } = alias;
    return { ...base, AliasTarget: { HostedZoneId, DNSName, EvaluateTargetHealth } };
  }
  return { ...base, TTL: ttl, ResourceRecords: values.map((value) => ({ Value: valueOf(type, value) })) };
}

/** Of several that are alike but for their policy one is enough to see that they are not ours. */
function setsOf(raws: readonly ResourceRecordSet[], seen: WeakMap<RecordSet, ResourceRecordSet>): RecordSet[] {
  const sets = new Map<string, RecordSet>();
  for (const raw of raws) {
    const set = setOf(raw);
    if (set === undefined) continue;
    seen.set(set, raw);
    sets.set(`${set.type} ${set.name}`, set);
  }
  return [...sets.values()];
}

interface Session {
  readonly sdk: Sdk;
  readonly client: Route53Client;
  readonly turn: Turn;
  readonly seen: WeakMap<RecordSet, ResourceRecordSet>;
}

type Start = Pick<ListResourceRecordSetsCommandInput, 'StartRecordName' | 'StartRecordType'>;

async function listPage(
  { sdk, client, turn }: Session,
  start: Start & { readonly HostedZoneId: string; readonly MaxItems: number },
  signal: AbortSignal,
): Promise<ListResourceRecordSetsCommandOutput> {
  await turn(signal);
  return await client.send(new sdk.ListResourceRecordSetsCommand(start), { abortSignal: signal });
}

async function listAll(session: Session, zone: Zone, signal: AbortSignal): Promise<ResourceRecordSet[]> {
  const all: ResourceRecordSet[] = [];
  let start: Start | undefined = {};
  while (start !== undefined) {
    const page = await listPage(session, { HostedZoneId: zone.id, MaxItems: 300, ...start }, signal);
    all.push(...(page.ResourceRecordSets ?? []));
    const { NextRecordName: StartRecordName, NextRecordType: StartRecordType } = page;
    start = page.IsTruncated === true && StartRecordName !== undefined ? { StartRecordName, StartRecordType } : undefined;
  }
  return all;
}

/** Sets at one name are beside one another, and rarely more than fit into one answer. */
async function listAt(session: Session, zone: Zone, name: string, signal: AbortSignal): Promise<ResourceRecordSet[]> {
  const start = { HostedZoneId: zone.id, StartRecordName: wireName(name), MaxItems: 100 };
  const page = await listPage(session, start, signal);
  return (page.ResourceRecordSets ?? []).filter((set) => canonicalName(set.Name ?? '') === name);
}

function changesOf({ seen }: Session, edits: readonly Edit[]): Change[] {
  const removed = edits.flatMap(({ before }) => (before === undefined ? [] : [seen.get(before) ?? rawOf(before)]));
  const added = edits.flatMap(({ after }) => (after === undefined ? [] : [rawOf(after)]));
  return [
    ...removed.map((set) => ({ Action: 'DELETE', ResourceRecordSet: set }) as const),
    ...added.map((set) => ({ Action: 'CREATE', ResourceRecordSet: set }) as const),
  ];
}

async function findById({ sdk, client, turn }: Session, id: string, signal: AbortSignal): Promise<Zone> {
  await turn(signal);
  const { HostedZone } = await client.send(new sdk.GetHostedZoneCommand({ Id: id }), { abortSignal: signal });
  return { id, name: canonicalName(HostedZone?.Name ?? '') };
}

async function findByName({ sdk, client, turn }: Session, name: string, signal: AbortSignal): Promise<Zone> {
  await turn(signal);
  const command = new sdk.ListHostedZonesByNameCommand({ DNSName: wireName(name), MaxItems: 20 });
  const { HostedZones = [] } = await client.send(command, { abortSignal: signal });
  const found = HostedZones.filter((zone) => canonicalName(zone.Name ?? '') === name);
  const open = found.filter((zone) => zone.Config?.PrivateZone !== true);
  const [zone, ...others] = open.length > 0 ? open : found;
  if (zone === undefined) throw new DnsFailure('refused', `Route 53 has no zone ${name} in this account.`);
  if (others.length > 0) throw new DnsFailure('refused', `Route 53 has several zones ${name}; say which by zone_id.`);
  return { id: (zone.Id ?? '').replace('/hostedzone/', ''), name };
}

export function createRoute53Zones({ access, endpoint, account, turn }: Route53Deps): DnsProvider {
  let open: Promise<Session> | undefined;
  async function connect(): Promise<Session> {
    const sdk = await import('@aws-sdk/client-route-53');
    // Whether it is tried again is decided by who knows what else waits.
    const client = new sdk.Route53Client(presentedAwsSettings(access, { endpoint, maxAttempts: 1 }));
    return { sdk, client, turn, seen: new WeakMap() };
  }
  async function using<T>(fn: (session: Session) => Promise<T>): Promise<T> {
    open ??= connect();
    try {
      return await fn(await open);
    } catch (error) {
      throw failureOf(error);
    }
  }
  return {
    mostEdits: 160,
    hasAliases: true,
    account,
    close: () => void open?.then(({ client }) => client.destroy()),
    findZone: (name, id, signal) =>
      using((session) => (id === '' ? findByName(session, name, signal) : findById(session, id, signal))),
    read: (zone, names, signal) =>
      using(async (session) => {
        if (names.length > fewNames) return setsOf(await listAll(session, zone, signal), session.seen);
        const found = [];
        for (const name of names) found.push(...(await listAt(session, zone, name, signal)));
        return setsOf(found, session.seen);
      }),
    apply: (zone, edits, signal) =>
      using(async (session) => {
        await turn(signal);
        const batch = { Changes: changesOf(session, edits) };
        const command = new session.sdk.ChangeResourceRecordSetsCommand({ HostedZoneId: zone.id, ChangeBatch: batch });
        await session.client.send(command, { abortSignal: signal });
      }),
  };
}
