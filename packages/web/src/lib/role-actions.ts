/** Actions of roles, in groups as a person looks for them. */
import type { Role, RoleAction } from '@moorage/sdk/types';

export interface ActionGroup {
  /** `deployment`, `team`: the first half of the actions' names. */
  readonly noun: string;
  readonly actions: readonly RoleAction[];
}

export function groupActions(actions: readonly RoleAction[]): readonly ActionGroup[] {
  const groups = new Map<string, RoleAction[]>();
  for (const each of actions) {
    const noun = each.action.split(':')[0] ?? each.action;
    groups.set(noun, [...(groups.get(noun) ?? []), each]);
  }
  return [...groups].map(([noun, members]) => ({ noun, actions: members }));
}

/** What a role of one's own can be made of: all that administrators may do, without what every member may anyway. */
export function roleCatalogue(roles: readonly Role[]): readonly RoleAction[] {
  const floor = roles.find(({ name }) => name === 'org_member')?.actions ?? [];
  const most = roles.find(({ name }) => name === 'org_admin')?.actions ?? [];
  return most.filter(({ action }) => floor.every((each) => each.action !== action));
}
