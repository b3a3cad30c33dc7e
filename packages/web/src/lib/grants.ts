/** The guests of a thing, as they are read by API. */
import type { ApiAction } from './snippets.ts';

export function guestsAction(type: 'deployment' | 'template', name: string): ApiAction {
  return {
    method: 'GET',
    path: `/api/${type}s/grants?name=${encodeURIComponent(name)}`,
    call: `${type}Grants.list`,
    callArgs: { query: { name } },
    cli: ['grants', 'list', name, ...(type === 'template' ? ['--template'] : [])],
  };
}
