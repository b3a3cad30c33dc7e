import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { backupAlertQuery } from '../api/backups.ts';
import { backupsState } from '../lib/backup.ts';
import { can } from '../lib/can.ts';
import { Callout } from '../ui/Callout.tsx';
import { textLinkStyle } from './LinkButton.tsx';
import { useMe } from './use-session.ts';

/** Tells those who run the platform that it could not be restored today. Nothing for others, and while all is well. */
export function BackupAlert({ evenWhenOff = false }: { readonly evenWhenOff?: boolean }) {
  const mayLook = can(useMe(), 'platform:read');
  const backups = useQuery({ ...backupAlertQuery, enabled: mayLook }).data;
  if (backups === undefined || backups.state === 'good' || (backups.state === 'off' && !evenWhenOff)) return null;
  const { tone, title } = backupsState(backups);
  return (
    <Callout tone={tone} role="alert" title={title}>
      {backups.problem === null ? null : (
        <p className="break-words">
          {backups.problem.reason} {backups.problem.nextStep}
        </p>
      )}
      <p>
        <Link to="/admin/backups" className={textLinkStyle}>
          Backups
        </Link>
      </p>
    </Callout>
  );
}
