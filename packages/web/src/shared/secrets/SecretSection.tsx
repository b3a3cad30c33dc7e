import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { secretsQuery } from '../../api/secrets.ts';
import { reachOf, type SecretPlace, setSecretAction } from '../../lib/secrets.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ApiPanel } from '../ApiPanel.tsx';
import { Loaded } from '../Loaded.tsx';
import { AddSecret } from './AddSecret.tsx';
import { ImportSecrets } from './ImportSecrets.tsx';
import { SecretDialogs } from './SecretDialogs.tsx';
import { type SecretMove, SecretTable } from './SecretTable.tsx';

interface SecretSectionProps {
  readonly place: SecretPlace;
  readonly title: string;
  readonly note: ReactNode;
  /** False where the caller may only see which there are. */
  readonly canAdd?: boolean;
}

/** The secrets of one place, with everything that is done with them. */
export function SecretSection({ place, title, note, canAdd = true }: SecretSectionProps) {
  const query = useQuery(secretsQuery(place));
  const [opened, setOpened] = useState<'add' | 'import'>();
  const [move, setMove] = useState<SecretMove>();
  const close = () => setOpened(undefined);
  const buttons = (
    <>
      <Button onClick={() => setOpened('import')}>Paste .env…</Button>
      <Button tone="primary" onClick={() => setOpened('add')}>
        Add a secret
      </Button>
    </>
  );
  return (
    <>
      <Section title={title} note={note} actions={canAdd ? buttons : undefined}>
        <Loaded query={query} what={title}>
          {(secrets) =>
            secrets.length === 0 ? (
              <EmptyState title="No secrets here">
                {canAdd
                  ? `Passwords and keys that ${reachOf(place)} receive as variables. Once saved, a value is never shown again.`
                  : 'Whoever made the deployment, and the admins of its team, add them.'}
              </EmptyState>
            ) : (
              <SecretTable secrets={secrets} label={title} onMove={setMove} />
            )
          }
        </Loaded>
      </Section>
      {canAdd ? <ApiPanel title="Set one by API" action={setSecretAction(place)} /> : null}
      {opened === 'add' ? <AddSecret place={place} onClose={close} /> : null}
      {opened === 'import' ? <ImportSecrets place={place} onClose={close} /> : null}
      <SecretDialogs move={move} onClose={() => setMove(undefined)} />
    </>
  );
}
