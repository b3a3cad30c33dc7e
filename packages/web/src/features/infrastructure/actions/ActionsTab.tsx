import type { V1Action } from '@moorage/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { EllipsisVertical, Pencil, Trash2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { platformActionsQuery } from '../../../api/platform-actions.ts';
import { can } from '../../../lib/can.ts';
import { Age } from '../../../shared/Age.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { ActionDialogs, type ActionMove } from './ActionDialogs.tsx';

export function ActionsTab(): ReactElement {
  const query = useQuery(platformActionsQuery);
  const [move, setMove] = useState<ActionMove>();
  const mayWrite = can(useMe(), 'platform_action:write');
  const offer = (
    <Button tone="primary" onClick={() => setMove({ kind: 'create' })}>
      Offer an action
    </Button>
  );
  return (
    <Section
      title="Actions"
      note="What the platform offers to be done with clusters, of all organizations."
      actions={mayWrite ? offer : undefined}
    >
      <Loaded query={query} what="The actions">
        {(actions) =>
          actions.length === 0 ? (
            <EmptyState title="No actions yet">
              {mayWrite ? 'Offer what the tool that acts on clusters can do.' : 'An administrator of the platform offers them.'}
            </EmptyState>
          ) : (
            <ActionTable actions={actions} mayWrite={mayWrite} onMove={setMove} />
          )
        }
      </Loaded>
      <ActionDialogs move={move} onClose={() => setMove(undefined)} />
    </Section>
  );
}

interface ActionTableProps {
  readonly actions: readonly V1Action[];
  readonly mayWrite: boolean;
  readonly onMove: (move: ActionMove) => void;
}

function ActionTable({ actions, mayWrite, onMove }: ActionTableProps) {
  return (
    <Table label="Actions">
      <thead>
        <tr>
          <Th>Action</Th>
          <Th className="max-sm:hidden">Target</Th>
          <Th className="max-md:hidden">Changed</Th>
          {mayWrite ? (
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {actions.map((action) => (
          <Tr key={action.id}>
            <Td>
              <span className="block font-medium break-words">{action.label}</span>
              <span className="block max-w-prose text-[13px] text-muted">{action.description}</span>
              <span className="font-mono text-[13px] break-all sm:hidden">{action.make_target}</span>
            </Td>
            <Td className="font-mono text-[13px] break-all max-sm:hidden">{action.make_target}</Td>
            <Td className="whitespace-nowrap max-md:hidden">
              <Age at={action.updated_at} suffix=" ago" />
            </Td>
            {mayWrite ? (
              <Td className="w-0">
                <ActionMenu action={action} onMove={onMove} />
              </Td>
            ) : null}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function ActionMenu({ action, onMove }: { readonly action: V1Action; readonly onMove: ActionTableProps['onMove'] }) {
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${action.label}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuItem icon={<Pencil className="size-4" />} onClick={() => onMove({ kind: 'edit', action })}>
        Edit…
      </MenuItem>
      <MenuItem icon={<Trash2 className="size-4" />} danger onClick={() => onMove({ kind: 'delete', action })}>
        Delete…
      </MenuItem>
    </Menu>
  );
}
