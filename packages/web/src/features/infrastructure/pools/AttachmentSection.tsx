import type { V1NodePool } from '@moorage/sdk/types';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { allMetadataQuery } from '../../../api/node-metadata.ts';
import { changeAttachments } from '../../../api/node-pools.ts';
import { allServersQuery } from '../../../api/servers.ts';
import { can } from '../../../lib/can.ts';
import { oneOf } from '../../../lib/metadata.ts';
import { type AttachmentKind, type Choice, choiceOf } from '../../../lib/node-pool.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { PickDialog } from '../../../shared/PickDialog.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { Table, Td, Tr } from '../../../ui/Table.tsx';

const words: Readonly<Record<AttachmentKind, { readonly title: string; readonly none: string }>> = {
  servers: { title: 'Servers', none: 'No server is in it yet.' },
  labels: { title: 'Labels', none: 'Its nodes get no labels.' },
  annotations: { title: 'Annotations', none: 'Its nodes get no annotations.' },
  taints: { title: 'Taints', none: 'Its nodes take every workload.' },
};

function nounOf(kind: AttachmentKind): string {
  return kind === 'servers' ? 'server' : oneOf(kind);
}

interface AttachmentSectionProps {
  readonly pool: V1NodePool;
  readonly kind: AttachmentKind;
}

function save(queries: QueryClient, { pool, kind }: AttachmentSectionProps) {
  const place = { orgId: pool.organization_id, id: pool.id };
  return (change: { attach: readonly string[]; detach: readonly string[] }) => changeAttachments(queries, place, kind, change);
}

/** What of one kind is attached, and by which it is chosen. */
export function AttachmentSection({ pool, kind }: AttachmentSectionProps) {
  const queries = useQueryClient();
  const mayChange = can(useMe(), 'node_pool:update');
  const [isPicking, setPicking] = useState(false);
  const [leaving, setLeaving] = useState<Choice>();
  const attached = pool[kind].map((item) => choiceOf(item));
  const { title, none } = words[kind];
  const pick = (
    <Button size="small" aria-label={`Choose ${kind}`} onClick={() => setPicking(true)}>
      Choose…
    </Button>
  );
  return (
    <Section title={`${title} (${attached.length})`} actions={mayChange ? pick : undefined}>
      {attached.length === 0 ? (
        <p className="text-muted">{none}</p>
      ) : (
        <AttachedTable kind={kind} attached={attached} onDetach={mayChange ? setLeaving : undefined} />
      )}
      {isPicking ? <PickAttachments pool={pool} kind={kind} onClose={() => setPicking(false)} /> : null}
      {leaving === undefined ? null : (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setLeaving(undefined))}
          title={`Detach ${leaving.label}`}
          action="Detach"
          onConfirm={() => save(queries, { pool, kind })({ attach: [], detach: [leaving.id] })}
        >
          <p>
            The {nounOf(kind)} stays; only {pool.name} has it no more.
          </p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

interface AttachedTableProps {
  readonly kind: AttachmentKind;
  readonly attached: readonly Choice[];
  readonly onDetach: ((choice: Choice) => void) | undefined;
}

function AttachedTable({ kind, attached, onDetach }: AttachedTableProps) {
  return (
    <Table label={kind}>
      <tbody>
        {attached.map((choice) => (
          <Tr key={choice.id}>
            <Td className="break-all">
              {kind === 'servers' ? (
                <Link to="/infrastructure/servers/$id" params={{ id: choice.id }} className={linkStyle}>
                  {choice.label}
                </Link>
              ) : (
                <span className="font-mono text-[13px]">{choice.label}</span>
              )}
              {choice.note === undefined ? null : <span className="ml-3 text-muted">{choice.note}</span>}
            </Td>
            <Td className="w-0 text-right">
              {onDetach === undefined ? null : (
                <Button size="iconSmall" tone="quiet" aria-label={`Detach ${choice.label}`} onClick={() => onDetach(choice)}>
                  <X aria-hidden="true" className="size-4" />
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function PickAttachments({ pool, kind, onClose }: AttachmentSectionProps & { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const orgId = pool.organization_id;
  const servers = useQuery({ ...allServersQuery(orgId), enabled: kind === 'servers' }).data;
  const metadataKind = kind === 'servers' ? 'labels' : kind;
  const metadata = useQuery({ ...allMetadataQuery({ orgId, kind: metadataKind }), enabled: kind !== 'servers' }).data;
  const choices = (kind === 'servers' ? servers : metadata)?.map((item) => choiceOf(item));
  return (
    <PickDialog
      title={`${words[kind].title} of ${pool.name}`}
      noun={nounOf(kind)}
      choices={choices}
      picked={pool[kind].map(({ id }) => id)}
      onSave={save(queries, { pool, kind })}
      onClose={onClose}
    />
  );
}
