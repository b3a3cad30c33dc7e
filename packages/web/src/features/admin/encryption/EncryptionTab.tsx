import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EncryptionStatus } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { encryptionQuery, verifyEncryption } from '../../../api/encryption.ts';
import { can } from '../../../lib/can.ts';
import { rootRotationStep, sealedCounts } from '../../../lib/encryption.ts';
import { formatCount, formatDateTime, plural } from '../../../lib/format.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Card, Section } from '../../../ui/Card.tsx';
import { InlineCode } from '../../../ui/Code.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { ColumnTable } from './ColumnTable.tsx';
import { RootKeyTable } from './RootKeyTable.tsx';
import { RotateKey } from './RotateKey.tsx';

export function EncryptionTab(): ReactElement {
  const query = useQuery(encryptionQuery);
  const [isRotating, setRotating] = useState(false);
  const [asked, setAsked] = useState<string>();
  const queries = useQueryClient();
  const verify = useMutation({
    mutationFn: () => verifyEncryption(queries),
    onSuccess: () => setAsked('The verification was asked for; a job opens every value.'),
  });
  const mayRotate = can(useMe(), 'platform:encryption');
  return (
    <div className="space-y-8">
      <Loaded query={query} what="The state of encryption" skeletonRows={8}>
        {(status) => (
          <>
            <Section
              title="Sealed values"
              note="Each under a key of its organization. Everything can be read and written while keys are rotated."
              actions={
                mayRotate ? (
                  <>
                    <Button busy={verify.isPending} onClick={() => verify.mutate()}>
                      Verify now
                    </Button>
                    <Button onClick={() => setRotating(true)}>Rotate a key…</Button>
                  </>
                ) : undefined
              }
            >
              <p role="status" className="text-muted empty:hidden">
                {asked ?? ''}
              </p>
              {verify.error === null ? null : <ErrorView error={verify.error} attempt="No verification could be asked for" />}
              <Progress status={status} />
              <ColumnTable columns={status.columns} />
            </Section>
            <RootKeys status={status} />
          </>
        )}
      </Loaded>
      <ApiPanel title="Read it by API" action={{ method: 'GET', path: '/api/admin/encryption', call: 'encryption.status' }} />
      {isRotating ? (
        <RotateKey
          onClose={() => setRotating(false)}
          onAsked={() => setAsked('The rotation was asked for; a job seals the values anew.')}
        />
      ) : null}
    </div>
  );
}

function Progress({ status }: { readonly status: EncryptionStatus }) {
  const { total, current, behind } = sealedCounts(status);
  const { lastVerified, keys } = status;
  const failed = lastVerified?.failed ?? 0;
  return (
    <>
      {failed === 0 ? null : (
        <Callout tone="bad" role="alert" title={`${plural(failed, 'value')} cannot be opened.`}>
          <p>The log of the worker names them. Restore them from a backup, or enter them anew.</p>
        </Callout>
      )}
      <Card className="space-y-4 p-4">
        <Facts
          facts={[
            { term: 'Newest key', value: `${formatCount(current)} of ${formatCount(total)}` },
            { term: 'To be sealed anew', value: formatCount(behind) },
            {
              term: 'Keys',
              value: keys.map(({ version, state, owners }) => `version ${version}: ${owners} ${state}`).join('; ') || 'none yet',
            },
            {
              term: 'Last verified',
              value:
                lastVerified === null ? (
                  'not yet; a job does every night'
                ) : (
                  <>
                    {formatDateTime(lastVerified.at)}
                    <span className="block text-[13px] text-muted">
                      <Age at={lastVerified.at} suffix=" ago" />, {plural(lastVerified.checked, 'value')}
                    </span>
                  </>
                ),
            },
          ]}
        />
        {behind === 0 ? null : (
          <progress className="h-2 w-full accent-accent" aria-label="Values under the newest key" value={current} max={total} />
        )}
      </Card>
    </>
  );
}

function RootKeys({ status }: { readonly status: EncryptionStatus }) {
  const step = rootRotationStep(status);
  return (
    <Section
      title="Root keys"
      note={
        <>
          Outside of the database; they wrap the keys of organizations. Rotated by{' '}
          <InlineCode>moorage encrypt rotate-master</InlineCode>.
        </>
      }
    >
      {step === undefined ? null : (
        <Callout tone="busy" title="The root key is being rotated.">
          <p>{step}</p>
        </Callout>
      )}
      <RootKeyTable rootKeys={status.rootKeys} />
    </Section>
  );
}
