import type { UseQueryResult } from '@tanstack/react-query';
import type { ApiKey, ApiKeyWithSecret } from '@moorage/sdk/types';
import { type ReactNode, useState } from 'react';
import type { KeyOwner } from '../../api/queries.ts';
import type { ApiAction } from '../../lib/snippets.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ApiPanel } from '../ApiPanel.tsx';
import { Loaded } from '../Loaded.tsx';
import { KeyDialogs } from './KeyDialogs.tsx';
import { type KeyMove, KeyTable } from './KeyTable.tsx';
import { NewKey } from './NewKey.tsx';

export interface CreateKeyProps {
  readonly onClose: () => void;
  readonly onCreated: (apiKey: ApiKeyWithSecret) => void;
}

interface KeySectionProps {
  readonly title: string;
  readonly note: string;
  readonly empty: string;
  readonly owner: KeyOwner;
  readonly query: Pick<UseQueryResult<readonly ApiKey[]>, 'data' | 'error' | 'refetch' | 'isPending'>;
  readonly action: ApiAction;
  readonly renderCreate: (props: CreateKeyProps) => ReactNode;
}

/** A list of keys with everything that is done with them. */
export function KeySection({ title, note, empty, owner, query, action, renderCreate }: KeySectionProps) {
  const [isCreating, setCreating] = useState(false);
  const [shown, setShown] = useState<ApiKeyWithSecret>();
  const [move, setMove] = useState<KeyMove>();
  return (
    <Section
      title={title}
      note={note}
      actions={
        <Button tone="primary" onClick={() => setCreating(true)}>
          Create a key
        </Button>
      }
    >
      {shown === undefined ? null : <NewKey apiKey={shown} onDone={() => setShown(undefined)} />}
      <Loaded query={query} what={`The ${title.toLowerCase()}`}>
        {(apiKeys) =>
          apiKeys.length === 0 ? (
            <EmptyState title="No keys yet">{empty}</EmptyState>
          ) : (
            <KeyTable apiKeys={apiKeys} label={title} onMove={setMove} />
          )
        }
      </Loaded>
      <ApiPanel title="Read them by API" action={action} />
      {isCreating ? renderCreate({ onClose: () => setCreating(false), onCreated: setShown }) : null}
      <KeyDialogs
        owner={owner}
        move={move}
        onClose={() => setMove(undefined)}
        onSecret={setShown}
        onRevoked={(id) => (shown?.id === id ? setShown(undefined) : undefined)}
      />
    </Section>
  );
}
