import { useQuery } from '@tanstack/react-query';
import type { AuditSinkCreated } from '@moorage/sdk/types';
import { useState } from 'react';
import { auditSinksQuery } from '../../../../api/audit-sinks.ts';
import { Loaded } from '../../../../shared/Loaded.tsx';
import { Button } from '../../../../ui/Button.tsx';
import { Callout } from '../../../../ui/Callout.tsx';
import { Section } from '../../../../ui/Card.tsx';
import { CodeBlock } from '../../../../ui/Code.tsx';
import { EmptyState } from '../../../../ui/EmptyState.tsx';
import { AddSink } from './AddSink.tsx';
import { SinkTable } from './SinkTable.tsx';

/** Deliveries go on while somebody looks. */
const refetchMs = 5000;

/** Webhooks that get every entry, and how they do. */
export function AuditSinks({ orgId }: { readonly orgId: string }) {
  const query = useQuery({ ...auditSinksQuery(orgId), refetchInterval: refetchMs });
  const [isAdding, setAdding] = useState(false);
  const [created, setCreated] = useState<AuditSinkCreated>();
  return (
    <Section
      title="Deliveries"
      note="Every entry, signed, to a webhook of yours: an archive or an alarm system."
      actions={<Button onClick={() => setAdding(true)}>Add a webhook</Button>}
    >
      {created === undefined ? null : (
        <Callout
          tone="ok"
          role="status"
          title="The secret that signs the deliveries. It is not shown again."
          actions={<Button onClick={() => setCreated(undefined)}>I have copied it</Button>}
        >
          <CodeBlock code={created.secret} what="the secret" />
        </Callout>
      )}
      <Loaded query={query} what="The webhooks" skeletonRows={1}>
        {(sinks) =>
          sinks.length === 0 ? (
            <EmptyState title="No webhooks">Entries stay in the log; nothing is sent elsewhere.</EmptyState>
          ) : (
            <SinkTable orgId={orgId} sinks={sinks} />
          )
        }
      </Loaded>
      {isAdding ? <AddSink orgId={orgId} onClose={() => setAdding(false)} onCreated={setCreated} /> : null}
    </Section>
  );
}
