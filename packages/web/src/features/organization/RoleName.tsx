import { useQuery } from '@tanstack/react-query';
import { CircleQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { rolesQuery } from '../../api/org-queries.ts';
import { roleName } from '../../lib/membership.ts';
import { Loaded } from '../../shared/Loaded.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { RoleAbilities } from './RoleAbilities.tsx';

/** A role, and behind the question mark what it can do. */
export function RoleName({ orgId, role }: { readonly orgId: string; readonly role: string }) {
  const [isOpen, setOpen] = useState(false);
  const name = roleName(role);
  return (
    <span className="inline-flex items-center gap-1">
      {name}
      <Button size="iconSmall" tone="quiet" aria-label={`What can ${name} do?`} onClick={() => setOpen(true)}>
        <CircleQuestionMark aria-hidden="true" className="size-4" />
      </Button>
      {isOpen ? <RoleDialog orgId={orgId} role={role} onClose={() => setOpen(false)} /> : null}
    </span>
  );
}

interface RoleDialogProps {
  readonly orgId: string;
  readonly role: string;
  readonly onClose: () => void;
}

function RoleDialog({ orgId, role, onClose }: RoleDialogProps) {
  const query = useQuery(rolesQuery(orgId));
  const found = query.data?.find(({ name }) => name === role);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`What ${roleName(role)} can do`}
      description={found?.description}
    >
      <Loaded query={query} what="The role">
        {() =>
          found === undefined ? (
            <p>This role is gone.</p>
          ) : (
            // A long list is scrolled by the keyboard, too.
            <div role="group" aria-label="Abilities" tabIndex={0}>
              <RoleAbilities role={found} />
            </div>
          )
        }
      </Loaded>
    </Dialog>
  );
}
