/** What the pages of templates do, as it is done by API. */
import type { TemplateCreate } from '@moorage/sdk/types';
import type { ApiAction } from '../../lib/snippets.ts';

/** The command reads the template from a file, which holds what the body holds. */
export function templateSaveAction(body: TemplateCreate, version: number | undefined): ApiAction {
  const file = `${body.name === '' ? 'template' : body.name}.yaml`;
  if (version === undefined) {
    const cli = ['templates', 'create', '--file', file];
    return { method: 'POST', path: '/api/templates', body, cli, call: 'templates.create', callArgs: { body } };
  }
  return {
    method: 'PUT',
    path: `/api/templates/${body.name}`,
    body,
    headers: { 'If-Match': `"${version}"` },
    cli: ['templates', 'update', '--file', file],
    call: 'templates.update',
    callArgs: { params: { name: body.name }, body },
    callOptions: { ifMatch: version },
  };
}

export function templateVersionsAction(name: string): ApiAction {
  return {
    method: 'GET',
    path: `/api/templates/${name}/versions`,
    call: 'templates.versions',
    callArgs: { params: { name } },
  };
}
