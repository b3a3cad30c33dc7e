import { useQueryClient } from '@tanstack/react-query';
import { deleteMetadata, type MetadataPlace } from '../../../api/node-metadata.ts';
import { type Metadata, oneOf, writtenMetadata } from '../../../lib/metadata.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { MetadataForm } from './MetadataForm.tsx';
import { PasteMetadata } from './PasteMetadata.tsx';

export interface MetadataMove {
  readonly kind: 'create' | 'paste' | 'edit' | 'delete';
  /** What is changed or deleted. */
  readonly item?: Metadata;
}

interface MetadataDialogsProps {
  readonly place: MetadataPlace;
  readonly move: MetadataMove | undefined;
  readonly onClose: () => void;
}

export function MetadataDialogs({ place, move, onClose }: MetadataDialogsProps) {
  const queries = useQueryClient();
  if (move === undefined) return null;
  if (move.kind === 'paste') return <PasteMetadata place={place} onClose={onClose} />;
  const { item } = move;
  if (item === undefined) return <MetadataForm place={place} onClose={onClose} />;
  if (move.kind === 'edit') return <MetadataForm place={place} item={item} onClose={onClose} />;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${writtenMetadata(item)}`}
      action="Delete"
      danger
      onConfirm={() => deleteMetadata(queries, { ...place, id: item.id })}
    >
      <p>The {oneOf(place.kind)} is gone from the list.</p>
      <p className="text-muted">Where a node pool has it, nothing is deleted, and you are told which.</p>
    </ConfirmDialog>
  );
}
