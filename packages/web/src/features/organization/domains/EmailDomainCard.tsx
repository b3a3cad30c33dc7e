import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { EmailDomain } from '@moorage/sdk/types';
import { useState } from 'react';
import { removeEmailDomain, verifyEmailDomain } from '../../../api/email-domains.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { Copyable } from '../../../shared/Copyable.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';

interface EmailDomainCardProps {
  readonly orgId: string;
  readonly domain: EmailDomain;
}

/** One domain: whether it is proved, and what is still to do for that. */
export function EmailDomainCard({ orgId, domain }: EmailDomainCardProps) {
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const verify = useMutation({ mutationFn: () => verifyEmailDomain(queries, orgId, domain.id) });
  const isProved = domain.verifiedAt !== null;
  return (
    <Card className="space-y-4 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-3">
          <h3 className="font-semibold break-all">{domain.domain}</h3>
          <Badge tone={isProved ? 'ok' : 'warn'}>{isProved ? 'proved' : 'not proved yet'}</Badge>
        </div>
        <div className="flex flex-wrap gap-2">
          {isProved ? null : (
            <Button
              size="small"
              busy={verify.isPending}
              aria-label={`Check now: ${domain.domain}`}
              onClick={() => verify.mutate()}
            >
              Check now
            </Button>
          )}
          <Button size="small" tone="danger" aria-label={`Remove ${domain.domain}`} onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </div>
      </div>
      {domain.verifiedAt === null ? (
        <ProofRecord record={domain.record} />
      ) : (
        <p className="text-muted">Since {formatDateTime(domain.verifiedAt)}.</p>
      )}
      {verify.error === null ? null : <ErrorView error={verify.error} attempt={`${domain.domain} is not proved yet`} />}
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title={`Remove ${domain.domain}`}
        action="Remove"
        danger
        onConfirm={() => removeEmailDomain(queries, orgId, domain.id)}
      >
        <p>Nobody joins by it any more. Those who are members stay, and so does the DNS record: remove it too.</p>
      </ConfirmDialog>
    </Card>
  );
}

function ProofRecord({ record }: Pick<EmailDomain, 'record'>) {
  return (
    <dl aria-label="DNS record to create" className="space-y-2">
      <div>
        <dt className="text-[13px] text-muted">{record.type} record, name</dt>
        <dd>
          <Copyable text={record.name} what="the name of the record" />
        </dd>
      </div>
      <div>
        <dt className="text-[13px] text-muted">Value</dt>
        <dd>
          <Copyable text={record.value} what="the value of the record" />
        </dd>
      </div>
    </dl>
  );
}
