import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CustomDomain } from '@moorage/sdk/types';
import { useState } from 'react';
import { toast } from 'sonner';
import { removeDomain, verifyDomain } from '../../../api/actions.ts';
import { toFailure } from '../../../api/errors.ts';
import { statusTone } from '../../../lib/status.ts';
import { Age } from '../../../shared/Age.tsx';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Card } from '../../../ui/Card.tsx';
import { CertificateFacts } from './CertificateFacts.tsx';
import { RecordTable } from './RecordTable.tsx';

interface DomainCardProps {
  readonly name: string;
  readonly domain: CustomDomain;
  readonly mayChange: boolean;
}

/** One name: whether it works, what is still to do for it, and how its certificate is. */
export function DomainCard({ name, domain, mayChange }: DomainCardProps) {
  const isServed = domain.status === 'Active';
  // Without a certificate of the platform's own, nobody here knows whether the ingress controller has one.
  const address = `${domain.certificate === null ? 'http' : 'https'}://${domain.host}`;
  return (
    <Card className="space-y-4 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="flex min-w-0 flex-wrap items-center gap-3">
          <h3 className="font-semibold break-all">
            {isServed ? (
              <a href={address} target="_blank" rel="noreferrer" className={linkStyle}>
                {domain.host}
              </a>
            ) : (
              domain.host
            )}
          </h3>
          <StatusBadge status={domain.status} />
        </div>
        {mayChange ? <DomainButtons name={name} domain={domain} /> : null}
      </div>
      {isServed ? null : <Callout tone={statusTone(domain.status)} title={domain.message} />}
      <RecordTable host={domain.host} records={domain.records} />
      {domain.status === 'Pending' ? null : <CertificateFacts certificate={domain.certificate} />}
      <p className="text-[13px] text-muted">
        Leads to the address {domain.ingress}.{' '}
        {domain.checkedAt === null ? (
          'Not looked at yet.'
        ) : (
          <>
            Looked at <Age at={domain.checkedAt} suffix=" ago" />.
          </>
        )}
      </p>
    </Card>
  );
}

function DomainButtons({ name, domain }: Pick<DomainCardProps, 'name' | 'domain'>) {
  const queries = useQueryClient();
  const [isRemoving, setRemoving] = useState(false);
  const verify = useMutation({
    mutationFn: () => verifyDomain(queries, name, domain.id),
    onError: (error) => toast.error(`${domain.host} could not be checked`, { description: toFailure(error).message }),
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" busy={verify.isPending} aria-label={`Check now: ${domain.host}`} onClick={() => verify.mutate()}>
        Check now
      </Button>
      <Button size="small" tone="danger" aria-label={`Remove ${domain.host}`} onClick={() => setRemoving(true)}>
        Remove
      </Button>
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title={`Remove ${domain.host}`}
        action="Remove"
        danger
        onConfirm={() => removeDomain(queries, name, domain.id)}
      >
        <p>
          The app is no longer reached by this name, and its certificate goes. The DNS records stay where they are: remove them
          too.
        </p>
      </ConfirmDialog>
    </div>
  );
}
