/** Actions of the platform as forms have them, and how they are made by API. */
import type { V1Action, V1ActionCreate, V1ActionUpdate } from '@moorage/sdk/types';
import type { ApiAction } from './snippets.ts';

export const emptyAction: V1ActionCreate = { label: '', description: '', make_target: '' };

function trimmed({ label, description, make_target: target }: V1ActionCreate): V1ActionCreate {
  return { label: label.trim(), description: description.trim(), make_target: target.trim() };
}

/** As it is sent, or undefined while something is missing. */
export function actionOfDraft(draft: V1ActionCreate): V1ActionCreate | undefined {
  const body = trimmed(draft);
  return Object.values(body).includes('') ? undefined : body;
}

/** Only what is different. */
export function changeOfAction(before: V1Action, draft: V1ActionCreate): V1ActionUpdate {
  const { label, description, make_target: target } = trimmed(draft);
  return {
    ...(label === before.label ? {} : { label }),
    ...(description === before.description ? {} : { description }),
    ...(target === before.make_target ? {} : { make_target: target }),
  };
}

export function createActionAction(body: V1ActionCreate): ApiAction {
  const { label, description, make_target: target } = body;
  return {
    ...{ method: 'POST', path: '/api/v1/admin/actions', body, call: 'v1Actions.create', callArgs: { body } },
    cli: ['admin', 'actions', 'create', target, '--label', label, '--description', description],
  };
}
