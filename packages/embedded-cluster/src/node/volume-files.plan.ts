/** Which files a config map, secret, downward API or projected volume holds. */
import type { Container, DownwardItem, FileSource, KeyToPath, Volume } from './pod-spec.ts';
import { isSafeSubPath } from './mount.rules.ts';

export interface PlannedFile {
  readonly content: Buffer;
  readonly mode: number;
}

export interface VolumeReader {
  /** Contents by key, or undefined when there is no such object. */
  readonly read: (kind: 'configmap' | 'secret', name: string) => ReadonlyMap<string, Buffer> | undefined;
  readonly field: (path: string) => string | undefined;
  readonly resource: (container: string | undefined, resource: string, divisor: string | undefined) => string;
}

export type FilesPlan =
  | { readonly kind: 'ok'; readonly files: ReadonlyMap<string, PlannedFile> }
  | { readonly kind: 'missing'; readonly message: string };

type Entries = [string, PlannedFile][];
type Part = { readonly entries: Entries } | { readonly problem: string };

const defaultFileMode = 0o644;

interface ObjectSource {
  readonly kind: 'configmap' | 'secret';
  readonly name: string;
  readonly items: readonly KeyToPath[] | undefined;
  readonly optional: boolean | undefined;
}

function objectFiles(source: ObjectSource, reader: VolumeReader, mode: number): Part {
  const values = reader.read(source.kind, source.name);
  if (values === undefined)
    return source.optional === true ? { entries: [] } : { problem: `${source.kind} "${source.name}" not found` };
  const items = source.items ?? [...values.keys()].map((key) => ({ key, path: key, mode: undefined }));
  const entries: Entries = [];
  for (const item of items) {
    const content = values.get(item.key);
    if (!isSafeSubPath(item.path)) return { problem: `invalid path "${item.path}" in volume` };
    if (content !== undefined) entries.push([item.path, { content, mode: item.mode ?? mode }]);
    else if (source.optional !== true) return { problem: `references non-existent config key: ${item.key}` };
  }
  return { entries };
}

function downwardFile(item: DownwardItem, reader: VolumeReader): string {
  if (item.fieldRef !== undefined) return reader.field(item.fieldRef.fieldPath) ?? '';
  const ref = item.resourceFieldRef;
  return ref === undefined ? '' : reader.resource(ref.containerName, ref.resource, ref.divisor);
}

function sourceFiles(source: FileSource, reader: VolumeReader, mode: number): Part {
  const { configMap, secret, downwardAPI } = source;
  if (configMap !== undefined) {
    return objectFiles(
      { kind: 'configmap', name: configMap.name ?? '', items: configMap.items, optional: configMap.optional },
      reader,
      mode,
    );
  }
  if (secret !== undefined) {
    const name = secret.secretName ?? secret.name ?? '';
    return objectFiles({ kind: 'secret', name, items: secret.items, optional: secret.optional }, reader, mode);
  }
  const items = downwardAPI?.items ?? [];
  if (items.some((item) => !isSafeSubPath(item.path))) return { problem: 'invalid path in downwardAPI volume' };
  return {
    entries: items.map((item) => [item.path, { content: Buffer.from(downwardFile(item, reader)), mode: item.mode ?? mode }]),
  };
}

/** True for a volume whose directory the node fills with files. */
export function isFileVolume(volume: Volume): boolean {
  return ['configMap', 'secret', 'downwardAPI', 'projected'].some((kind) => volume[kind] !== undefined);
}

/** All files of a volume; `missing` when an object or key that is not optional does not exist. */
export function planVolumeFiles(volume: Volume, reader: VolumeReader): FilesPlan {
  const sources = volume.projected?.sources ?? [volume];
  const mode =
    volume.projected?.defaultMode ??
    volume.configMap?.defaultMode ??
    volume.secret?.defaultMode ??
    volume.downwardAPI?.defaultMode ??
    defaultFileMode;
  const files = new Map<string, PlannedFile>();
  for (const source of sources) {
    const part = sourceFiles(source, reader, mode);
    if ('problem' in part) return { kind: 'missing', message: part.problem };
    for (const [path, file] of part.entries) files.set(path, file);
  }
  return { kind: 'ok', files };
}

/** Names of the config maps and secrets that a pod reads, as `configmap/name`; a change of one concerns the pod. */
export function configNames(volumes: readonly Volume[], containers: readonly Container[]): Set<string> {
  const names = new Set<string>();
  const add = (kind: 'configmap' | 'secret', name: string | undefined): void => {
    if (name !== undefined) names.add(`${kind}/${name}`);
  };
  for (const source of volumes.flatMap((volume) => volume.projected?.sources ?? [volume])) {
    add('configmap', source.configMap?.name);
    add('secret', source.secret?.secretName ?? source.secret?.name);
  }
  for (const container of containers) {
    for (const from of container.envFrom ?? []) {
      add('configmap', from.configMapRef?.name);
      add('secret', from.secretRef?.name);
    }
    for (const entry of container.env ?? []) {
      add('configmap', entry.valueFrom?.configMapKeyRef?.name);
      add('secret', entry.valueFrom?.secretKeyRef?.name);
    }
  }
  return names;
}
