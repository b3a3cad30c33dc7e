import type { Role } from '@moorage/sdk/types';
import { groupActions } from '../../lib/role-actions.ts';
import { Callout } from '../../ui/Callout.tsx';

/** What holders of a role may do, in sentences. */
export function RoleAbilities({ role }: { readonly role: Role }) {
  return (
    <div className="space-y-3">
      {groupActions(role.actions).map(({ noun, actions }) => (
        <div key={noun}>
          <h3 className="font-mono text-[13px] text-muted">{noun}</h3>
          <ul className="list-disc space-y-0.5 pl-5">
            {actions.map(({ action, doc }) => (
              <li key={action}>{doc}</li>
            ))}
          </ul>
        </div>
      ))}
      {role.unknownActions.length === 0 ? null : (
        <Callout tone="warn" title={`No longer known, and without effect: ${role.unknownActions.join(', ')}`} />
      )}
    </div>
  );
}
