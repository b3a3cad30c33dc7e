import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PlatformBackups } from '@moorage/sdk/types';
import type { ReactElement, ReactNode } from 'react';
import { backupsQuery, backUpNow } from '../../../api/backups.ts';
import { backupsState } from '../../../lib/backup.ts';
import { can } from '../../../lib/can.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card, Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { BackupTable } from './BackupTable.tsx';

export function BackupsTab(): ReactElement {
  const query = useQuery(backupsQuery);
  const queries = useQueryClient();
  const mayRun = can(useMe(), 'platform:backups');
  const run = useMutation({ mutationFn: () => backUpNow(queries) });
  const isOff = query.data === undefined || query.data.state === 'off';
  return (
    <div className="space-y-8">
      <Section
        title="Backups"
        note="Of all that the database holds, encrypted. A proof restores one into a scratch database and compares."
        actions={
          mayRun ? (
            <Button tone="primary" busy={run.isPending} disabled={isOff} onClick={() => run.mutate()}>
              Back up now
            </Button>
          ) : undefined
        }
      >
        {run.error === null ? null : <ErrorView error={run.error} attempt="No backup could be asked for" />}
        <p role="status" className="text-muted empty:hidden">
          {run.isSuccess ? 'Asked for. It is in the list as soon as it begins.' : ''}
        </p>
        <Loaded query={query} what="The backups">
          {(backups) => <Backups backups={backups} mayRun={mayRun} />}
        </Loaded>
      </Section>
      <ApiPanel
        title="Back up by API"
        action={{ method: 'POST', path: '/api/admin/backups', cli: ['admin', 'backups', 'run'], call: 'backups.run' }}
      />
    </div>
  );
}

function when(at: string | null, absent: string): ReactNode {
  if (at === null) return <span className="text-muted">{absent}</span>;
  return (
    <>
      {formatDateTime(at)}
      <span className="block text-[13px] text-muted">
        <Age at={at} suffix=" ago" />
      </span>
    </>
  );
}

function Backups({ backups, mayRun }: { readonly backups: PlatformBackups; readonly mayRun: boolean }) {
  const { state, target, lastGoodAt, lastVerifiedAt, nextRunAt, nextVerificationAt } = backups;
  const { tone, word } = backupsState(backups);
  const off = 'not by the clock';
  return (
    <div className="space-y-4">
      <Card className="p-4">
        <Facts
          facts={[
            { term: 'State', value: <Badge tone={tone}>{word}</Badge> },
            { term: 'Last good backup', value: when(lastGoodAt, 'none yet') },
            { term: 'Last verified restore', value: when(lastVerifiedAt, 'none yet') },
            { term: 'Next backup', value: nextRunAt === null ? off : formatDateTime(nextRunAt) },
            { term: 'Next proof', value: nextVerificationAt === null ? off : formatDateTime(nextVerificationAt) },
            {
              term: 'Kept at',
              value: target === null ? 'nowhere' : <span className="font-mono text-[13px] break-all">{target}</span>,
            },
          ]}
        />
      </Card>
      {backups.backups.length === 0 ? (
        <EmptyState title="No backups yet">
          {state === 'off' ? 'Set BACKUP_DIR or BACKUP_S3_BUCKET, and start again.' : 'Make the first one now, and prove it.'}
        </EmptyState>
      ) : (
        <BackupTable backups={backups.backups} mayRun={mayRun && state !== 'off'} />
      )}
    </div>
  );
}
