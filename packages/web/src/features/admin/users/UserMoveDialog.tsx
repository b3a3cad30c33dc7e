import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { signOutUser, updateUser } from '../../../api/admin.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import type { UserMove } from './UserTable.tsx';

interface Question {
  readonly title: string;
  readonly action: string;
  readonly says: string;
  readonly isDanger: boolean;
  readonly run: (queries: QueryClient, id: string) => Promise<unknown>;
}

const questions: Readonly<Record<UserMove['kind'], Question>> = {
  promote: {
    title: 'Make administrator',
    action: 'Make administrator',
    says: 'He sees and changes what belongs to the whole platform: users, organizations, clients and jobs. It counts at once.',
    isDanger: false,
    run: (queries, id) => updateUser(queries, id, { platformRole: 'platform_admin' }),
  },
  demote: {
    title: 'Take administration back',
    action: 'Take it back',
    says: 'He keeps his account and his organizations. The last administrator stays one.',
    isDanger: true,
    run: (queries, id) => updateUser(queries, id, { platformRole: null }),
  },
  disable: {
    title: 'Disable',
    action: 'Disable',
    says: 'His sessions, tokens, keys and streams end everywhere at once, and he cannot sign in. What he made stays.',
    isDanger: true,
    run: (queries, id) => updateUser(queries, id, { disabled: true }),
  },
  enable: {
    title: 'Enable',
    action: 'Enable',
    says: 'He can sign in again, to what he had.',
    isDanger: false,
    run: (queries, id) => updateUser(queries, id, { disabled: false }),
  },
  'sign-out': {
    title: 'Sign out everywhere',
    action: 'Sign out',
    says: 'Every browser and program of his has to sign in again. API keys go on working.',
    isDanger: true,
    run: (_queries, id) => signOutUser(id),
  },
};

export function UserMoveDialog({ move, onClose }: { readonly move: UserMove; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { title, action, says, isDanger, run } = questions[move.kind];
  const { id, email } = move.user;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`${title}: ${email}`}
      action={action}
      danger={isDanger}
      onConfirm={() => run(queries, id)}
    >
      <p>{says}</p>
    </ConfirmDialog>
  );
}
