import { useQueryClient } from '@tanstack/react-query';
import { createManyMetadata, type MetadataPlace } from '../../../api/node-metadata.ts';
import { type MetadataKind, mostMetadata, oneOf, parseMetadata, writtenMetadata } from '../../../lib/metadata.ts';
import { refusalsByLine } from '../../../shared/paste-refusals.ts';
import { PasteDialog } from '../../../shared/PasteDialog.tsx';
import { createManyMetadataAction } from './metadata-actions.ts';

const examples: Readonly<Record<MetadataKind, string>> = {
  labels: 'example.org/zone=b\ntier=gold',
  annotations: 'example.org/owner=the team of the north',
  taints: 'dedicated=gpu:NoSchedule\nspot:PreferNoSchedule',
};

const titles: Readonly<Record<MetadataKind, string>> = {
  labels: 'Labels, as key=value',
  annotations: 'Annotations, as key=value',
  taints: 'Taints, as key=value:Effect',
};

const fields = ['', 'key', 'value', 'effect'] as const;

function read(kind: MetadataKind, text: string) {
  const rows = parseMetadata(kind, text);
  const items = rows.flatMap(({ item }) => item ?? []);
  return { rows, items, refusals: refusalsByLine({ list: kind, fields }, rows.length) };
}

export function PasteMetadata({ place, onClose }: { readonly place: MetadataPlace; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { orgId, kind } = place;
  return (
    <PasteDialog
      title={`Add many ${kind}`}
      description="One a line. All of them are added, or none."
      noun={oneOf(kind)}
      label={titles[kind]}
      example={examples[kind]}
      most={mostMetadata}
      read={(text) => read(kind, text)}
      actionOf={(items) => createManyMetadataAction(orgId, kind, items)}
      onSubmit={(items) => createManyMetadata(queries, place, items)}
      onClose={onClose}
    >
      {({ item }) => <span className="font-mono text-[13px] break-all">{item === undefined ? '' : writtenMetadata(item)}</span>}
    </PasteDialog>
  );
}
