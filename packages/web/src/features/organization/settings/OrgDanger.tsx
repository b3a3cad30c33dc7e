import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Org } from '@moorage/sdk/types';
import { type ReactNode, useState } from 'react';
import { deleteOrg } from '../../../api/org-actions.ts';
import { orgDeletionQuery } from '../../../api/org-queries.ts';
import { can } from '../../../lib/can.ts';
import { contentText } from '../../../lib/org-deletion.ts';
import { ConfirmDialog } from '../../../shared/ConfirmDialog.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card, Section } from '../../../ui/Card.tsx';
import { LeaveOrg } from '../members/LeaveOrg.tsx';

/** What cannot be undone; each part for whom it is. */
export function OrgDanger({ org }: { readonly org: Org }) {
  const me = useMe();
  const isOwner = me.orgs.find(({ id }) => id === org.id)?.role === 'org_owner';
  const [asked, setAsked] = useState<'leave' | 'delete'>();
  return (
    <Section title="Danger zone">
      <Card className="divide-y divide-border border-bad/40">
        {isOwner ? (
          <DangerRow title="Pass ownership on" text="Choose “Make owner” at the member who takes over. You become an admin." />
        ) : (
          <DangerRow
            title="Leave the organization"
            text="You lose access to everything in it, at once."
            button={<Button onClick={() => setAsked('leave')}>Leave…</Button>}
          />
        )}
        {can(me, 'org:delete') ? (
          <DangerRow
            title="Delete the organization"
            text="With its teams, apps, domains and everything stored in them."
            button={
              <Button tone="danger" onClick={() => setAsked('delete')}>
                Delete…
              </Button>
            }
          />
        ) : null}
      </Card>
      {asked === 'leave' ? <LeaveOrg orgId={org.id} orgName={org.name} onClose={() => setAsked(undefined)} /> : null}
      {asked === 'delete' ? <DeleteOrg org={org} onClose={() => setAsked(undefined)} /> : null}
    </Section>
  );
}

interface DangerRowProps {
  readonly title: string;
  readonly text: string;
  readonly button?: ReactNode;
}

function DangerRow({ title, text, button }: DangerRowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div>
        <h3 className="font-medium">{title}</h3>
        <p className="text-muted">{text}</p>
      </div>
      {button}
    </div>
  );
}

function DeleteOrg({ org, onClose }: { readonly org: Org; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const plan = useQuery(orgDeletionQuery(org.id));
  const remove = async () => {
    await deleteOrg(queries, org.id, org.slug);
    await navigate({ to: '/', search: { team: undefined } });
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Delete ${org.name}`}
      action="Delete"
      typed={org.slug}
      danger
      onConfirm={remove}
    >
      <p>This cannot be undone. With it go:</p>
      <Loaded query={plan} what="What goes with it" skeletonRows={3}>
        {({ contents }) => (
          <ul className="list-disc space-y-0.5 pl-5" aria-label="What goes with it">
            {contents
              .filter(({ count }) => count > 0)
              .map((content) => (
                <li key={content.kind}>{contentText(content)}</li>
              ))}
          </ul>
        )}
      </Loaded>
    </ConfirmDialog>
  );
}
