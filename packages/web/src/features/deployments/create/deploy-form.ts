/** Between the form and the wire. */
import type { DeploymentCreate, Template, Visibility } from '@moorage/sdk/types';
import type { ApiFailure } from '../../../api/errors.ts';
import { initialValues, issueField, valuesToSend } from '../../../lib/parameters.ts';

export interface DeployValues {
  readonly name: string;
  readonly displayName: string;
  readonly visibility: Visibility;
  readonly env: Record<string, string>;
}

export function emptyForm(template: Template): DeployValues {
  return { name: '', displayName: '', visibility: 'public', env: initialValues(template.envVars) };
}

export function bodyOf(template: Template, values: DeployValues, teamId: string | undefined): DeploymentCreate {
  const name = values.name.trim();
  const displayName = values.displayName.trim();
  return {
    template: template.name,
    ...(name === '' ? {} : { name }),
    ...(displayName === '' ? {} : { displayName }),
    envVars: valuesToSend(template.envVars, values.env),
    visibility: values.visibility,
    ...(teamId === undefined ? {} : { teamId }),
  };
}

export type DeployField = 'name' | 'displayName' | 'visibility' | `env.${string}`;

/** The server's issues by field of the form; `rest` are those that no field can show. */
export function issuesByField(
  failure: ApiFailure,
  template: Template,
): {
  readonly fields: readonly { readonly field: DeployField; readonly message: string }[];
  readonly hasRest: boolean;
} {
  const fields: { field: DeployField; message: string }[] = [];
  let hasRest = failure.issues.length === 0;
  for (const issue of failure.issues) {
    const path = issueField(issue.path);
    const parameter = template.envVars.find((definition) => path === `envVars.${definition.name}`);
    if (parameter !== undefined) fields.push({ field: `env.${parameter.name}`, message: issue.message });
    else if (path === 'name' || path === 'displayName' || path === 'visibility')
      fields.push({ field: path, message: issue.message });
    else hasRest = true;
  }
  if (failure.code === 'already_exists' && fields.length === 0) {
    fields.push({ field: 'name', message: failure.message });
    hasRest = false;
  }
  return { fields, hasRest };
}
