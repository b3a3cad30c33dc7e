import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { revokeAllSessions } from '../../api/account-actions.ts';
import { leaveSignedOut } from '../../api/session.ts';
import { ConfirmDialog } from '../../shared/ConfirmDialog.tsx';
import { CheckInput } from '../../ui/Field.tsx';

export function SignOutEverywhere({ onClose }: { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [keepsCurrent, setKeepsCurrent] = useState(true);
  const end = async () => {
    await revokeAllSessions(queries, keepsCurrent);
    if (!keepsCurrent) leaveSignedOut();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Sign out everywhere"
      action="Sign out"
      danger
      onConfirm={end}
    >
      <p>Every browser, command line and app that you signed in on has to sign in again. API keys go on working.</p>
      <CheckInput
        label="Stay signed in here"
        checked={keepsCurrent}
        onChange={(event) => setKeepsCurrent(event.target.checked)}
      />
    </ConfirmDialog>
  );
}
