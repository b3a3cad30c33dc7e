import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Team } from '@moorage/sdk/types';
import { useState } from 'react';
import { deleteTeam, renameTeam } from '../../../api/org-actions.ts';
import { teamMembersQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { plural } from '../../../lib/format.ts';
import { leadsTeam } from '../../../lib/membership.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Field, TextInput } from '../../../ui/Field.tsx';
import { TeamMembers } from './TeamMembers.tsx';

export function TeamCard({ team, isCurrent }: { readonly team: Team; readonly isCurrent: boolean }) {
  const me = useMe();
  const [isOpen, setOpen] = useState(isCurrent);
  const members = useQuery({ ...teamMembersQuery(team.id), enabled: isOpen });
  const leads = leadsTeam(me, team);
  return (
    <Card>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="px-4 py-3">
          <span className="font-medium">{team.name}</span>{' '}
          <span className="text-muted">{plural(team.memberCount, 'member')}</span> {isCurrent ? <Tag>current</Tag> : null}
        </summary>
        {isOpen ? (
          <div className="space-y-4 border-t border-border p-4">
            <Loaded query={members} what="The members of this team" skeletonRows={2}>
              {(list) => <TeamMembers team={team} members={list} mayChange={leads} />}
            </Loaded>
            {leads ? <TeamButtons team={team} /> : null}
          </div>
        ) : null}
      </details>
    </Card>
  );
}

function TeamButtons({ team }: { readonly team: Team }) {
  const me = useMe();
  const [asked, setAsked] = useState<'rename' | 'delete'>();
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="small" aria-label={`Rename ${team.name}`} onClick={() => setAsked('rename')}>
        Rename
      </Button>
      {can(me, 'team:delete') ? (
        <Button size="small" tone="danger" aria-label={`Delete ${team.name}`} onClick={() => setAsked('delete')}>
          Delete
        </Button>
      ) : null}
      {asked === 'rename' ? <RenameTeam team={team} onClose={() => setAsked(undefined)} /> : null}
      {asked === 'delete' ? <DeleteTeam team={team} onClose={() => setAsked(undefined)} /> : null}
    </div>
  );
}

interface TeamDialogProps {
  readonly team: Team;
  readonly onClose: () => void;
}

function RenameTeam({ team, onClose }: TeamDialogProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(team.name);
  const wanted = name.trim();
  return (
    <FormDialog
      title={`Rename ${team.name}`}
      action="Rename"
      attempt="The team could not be renamed"
      canSubmit={wanted !== '' && wanted !== team.name}
      onSubmit={() => renameTeam(queries, team.id, wanted)}
      onClose={onClose}
    >
      <Field label="Name">
        {(control) => (
          <TextInput {...control} maxLength={100} autoFocus value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
    </FormDialog>
  );
}

function DeleteTeam({ team, onClose }: TeamDialogProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await deleteTeam(queries, team.orgId, team.id);
    await navigate({ to: '.', search: (old) => (old.team === team.id ? { ...old, team: undefined } : old), replace: true });
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${team.name}`}
      action="Delete"
      typed={team.name}
      danger
      onConfirm={remove}
    >
      <p>
        Its members lose what they had through it; they stay in the organization. A team that still has deployments cannot be
        deleted.
      </p>
    </ConfirmDialog>
  );
}
