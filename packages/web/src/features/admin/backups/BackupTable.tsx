import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PlatformBackup } from '@moorage/sdk/types';
import { verifyBackup } from '../../../api/backups.ts';
import { backupTone } from '../../../lib/backup.ts';
import { formatCount, formatDateTime } from '../../../lib/format.ts';
import { formatBytes } from '../../../lib/usage.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface BackupTableProps {
  readonly backups: readonly PlatformBackup[];
  readonly mayRun: boolean;
}

export function BackupTable({ backups, mayRun }: BackupTableProps) {
  return (
    <Table label="Backups">
      <thead>
        <tr>
          <Th>Began</Th>
          <Th>State</Th>
          <Th className="max-md:hidden text-right">Size</Th>
          <Th className="max-md:hidden text-right">Rows</Th>
          <Th className="max-sm:hidden">Restored and compared</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {backups.map((backup) => (
          <BackupRow key={backup.id} backup={backup} mayRun={mayRun} />
        ))}
      </tbody>
    </Table>
  );
}

function BackupRow({ backup, mayRun }: { readonly backup: PlatformBackup; readonly mayRun: boolean }) {
  const queries = useQueryClient();
  const { id, name, state, startedAt, bytes, rows, problem, productVersion } = backup;
  const verify = useMutation({ mutationFn: () => verifyBackup(queries, id) });
  return (
    <>
      <Tr>
        <Td>
          <span className="block whitespace-nowrap">{formatDateTime(startedAt)}</span>
          <span className="block font-mono text-[13px] break-all text-muted max-md:hidden">{name}</span>
        </Td>
        <Td>
          <Badge tone={backupTone(state)} moving={state === 'running'}>
            {state}
          </Badge>
          {problem === null ? null : <span className="mt-1 block text-[13px] break-words text-bad">{problem.reason}</span>}
        </Td>
        <Td className="text-right whitespace-nowrap max-md:hidden">{bytes === null ? '' : formatBytes(bytes)}</Td>
        <Td className="text-right whitespace-nowrap max-md:hidden" title={`made by version ${productVersion ?? 'unknown'}`}>
          {rows === null ? '' : formatCount(rows)}
        </Td>
        <Td className="max-sm:hidden">
          <Proof verification={backup.verification} />
        </Td>
        <Td className="w-0 text-right">
          {mayRun && state === 'good' ? (
            <Button size="small" busy={verify.isPending} aria-label={`Verify ${name}`} onClick={() => verify.mutate()}>
              Verify
            </Button>
          ) : null}
          <span role="status" className="block text-[13px] whitespace-nowrap text-muted">
            {verify.isSuccess && backup.verification === null ? 'asked for' : ''}
          </span>
        </Td>
      </Tr>
      {verify.error === null ? null : (
        <tr>
          <td colSpan={6} className="p-3">
            <ErrorView error={verify.error} attempt="No proof could be asked for" />
          </td>
        </tr>
      )}
    </>
  );
}

function Proof({ verification }: Pick<PlatformBackup, 'verification'>) {
  if (verification === null) return <span className="text-muted">not yet</span>;
  const { state, at, problem } = verification;
  return (
    <>
      <span className="flex flex-wrap items-center gap-2">
        <Badge tone={state === 'passed' ? 'ok' : 'bad'}>{state}</Badge>
        <span className="whitespace-nowrap">{formatDateTime(at)}</span>
      </span>
      {problem === null ? null : (
        <span className="mt-1 block text-[13px] break-words text-bad">
          {problem.reason} {problem.nextStep}
        </span>
      )}
    </>
  );
}
