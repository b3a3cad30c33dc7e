import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { apiKeysQuery } from '../../api/queries.ts';
import { KeySection } from '../../shared/keys/KeySection.tsx';
import { CreateApiKey } from './CreateApiKey.tsx';

const listKeys = { method: 'GET', path: '/api/keys', cli: ['keys', 'list'], call: 'apiKeys.list' } as const;

export function ApiKeysTab(): ReactElement {
  const query = useQuery(apiKeysQuery);
  return (
    <KeySection
      title="API keys"
      note="For curl, scripts, the SDK and machines without a browser. A key may do what you may, within its scopes."
      empty="Create one to call the API from a terminal or a script. It is shown once."
      owner={{}}
      query={query}
      action={listKeys}
      renderCreate={(props) => <CreateApiKey {...props} />}
    />
  );
}
