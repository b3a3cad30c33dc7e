/** Events: one stored form, served as core/v1 and as events.k8s.io/v1. */
import type { KubeObject } from '@moorage/kube/objects';
import { numberAt, stringAt, type JsonObject } from '../json.ts';
import { integer, object, string, time, type Schema } from '../schema/schema.ts';
import { age } from './cells.ts';
import { column, defineKind } from './define.ts';
import type { Kind } from './kind.ts';
import { objectReference } from './pod.schema.ts';

const microTime = (): Schema => time();

function lastSeen(event: KubeObject, now: Date): string {
  const last =
    stringAt(event, 'series', 'lastObservedTime') ??
    stringAt(event, 'lastTimestamp') ??
    stringAt(event, 'deprecatedLastTimestamp');
  return age(last ?? stringAt(event, 'eventTime') ?? stringAt(event, 'firstTimestamp') ?? event.metadata.creationTimestamp, now);
}

function firstSeen(event: KubeObject, now: Date): string {
  return age(stringAt(event, 'firstTimestamp') ?? stringAt(event, 'eventTime') ?? event.metadata.creationTimestamp, now);
}

function subject(event: KubeObject): string {
  const about = event['involvedObject'] ?? event['regarding'];
  return `${(stringAt(about, 'kind') ?? '').toLowerCase()}/${stringAt(about, 'name') ?? ''}`;
}

const source = (event: KubeObject): string => {
  const component =
    stringAt(event, 'source', 'component') ??
    stringAt(event, 'reportingComponent') ??
    stringAt(event, 'reportingController') ??
    '';
  return [component, stringAt(event, 'source', 'host') ?? ''].filter((part) => part !== '').join(', ');
};

const columns = [
  column('Last Seen', lastSeen),
  column('Type', (item) => stringAt(item, 'type') ?? ''),
  column('Reason', (item) => stringAt(item, 'reason') ?? ''),
  column('Object', subject),
  column(
    'Subobject',
    (item) => stringAt(item, 'involvedObject', 'fieldPath') ?? stringAt(item, 'regarding', 'fieldPath') ?? '',
    1,
  ),
  column('Source', source, 1),
  column('Message', (item) => (stringAt(item, 'message') ?? stringAt(item, 'note') ?? '').trim()),
  column('First Seen', firstSeen, 1),
  column(
    'Count',
    (item) => String(numberAt(item, 'series', 'count') ?? numberAt(item, 'count') ?? numberAt(item, 'deprecatedCount') ?? 1),
    1,
  ),
  column('Name', (item) => item.metadata.name, 1),
];

const about = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];
const series = object({ count: integer(), lastObservedTime: microTime() });
const eventSource = object({ component: string(), host: string() });
const shared = {
  reason: string({ description: 'Why, in one CamelCase word.' }),
  type: string({ description: 'Normal or Warning.' }),
  action: string(),
  eventTime: microTime(),
  series,
  related: objectReference,
  reportingInstance: string(),
};

const eventBucket = '/events';

const coreEvent = defineKind({
  group: '',
  kind: 'Event',
  plural: 'events',
  short: ['ev'],
  bucket: eventBucket,
  description: 'Something that happened to an object.',
  fields: {
    ...shared,
    'involvedObject!': objectReference,
    message: string({ description: 'What happened, for people.' }),
    firstTimestamp: time(),
    lastTimestamp: time(),
    count: integer(),
    source: eventSource,
    reportingComponent: string({ default: '' }),
  },
  selectable: [...about.map((field) => `involvedObject.${field}`), 'reason', 'type', 'source', 'reportingComponent'],
  allColumns: columns,
});

const renamed: readonly (readonly [string, string])[] = [
  ['regarding', 'involvedObject'],
  ['note', 'message'],
  ['reportingController', 'reportingComponent'],
  ['deprecatedFirstTimestamp', 'firstTimestamp'],
  ['deprecatedLastTimestamp', 'lastTimestamp'],
  ['deprecatedCount', 'count'],
  ['deprecatedSource', 'source'],
];

function rename(event: JsonObject, pairs: readonly (readonly [string, string])[]): void {
  for (const [from, to] of pairs) {
    if (event[from] === undefined) continue;
    event[to] = event[from];
    delete event[from];
  }
}

const newEvent = defineKind({
  group: 'events.k8s.io',
  kind: 'Event',
  plural: 'events',
  short: ['ev'],
  bucket: eventBucket,
  storedApiVersion: 'v1',
  description: 'Something that happened to an object.',
  fields: {
    ...shared,
    regarding: objectReference,
    note: string(),
    reportingController: string(),
    deprecatedFirstTimestamp: time(),
    deprecatedLastTimestamp: time(),
    deprecatedCount: integer(),
    deprecatedSource: eventSource,
  },
  selectable: [...about.map((field) => `regarding.${field}`), 'reason', 'type', 'reportingController'],
  allColumns: columns,
  convert: {
    toStored: (item) => rename(item, renamed),
    toServed: (item) =>
      rename(
        item,
        renamed.map(([from, to]) => [to, from] as const),
      ),
  },
});

export const eventKinds: readonly Kind[] = [coreEvent, newEvent];
