import type { DeviceLogin } from '@moorage/sdk/types';
import type { ReactElement } from 'react';
import { formatUserAgent } from '../../lib/format.ts';
import { useNow } from '../../shared/use-now.ts';
import { Facts } from '../../ui/Facts.tsx';
import { grantText, scopeMeaning, waitText } from './device-code.ts';
import { CheckInput } from '../../ui/Field.tsx';

/** Who asks, from where, and what it would get. */
export function DeviceFacts({ login }: { readonly login: DeviceLogin }): ReactElement {
  const now = useNow();
  return (
    <Facts
      facts={[
        { term: 'Program', value: <strong className="font-semibold">{login.client}</strong> },
        { term: 'Code', value: <span className="font-mono">{login.userCode}</span> },
        { term: 'Asks from', value: login.ipAddress },
        { term: 'Says it is', value: formatUserAgent(login.userAgent) },
        { term: 'Gets', value: grantText(login) },
        { term: 'Waits', value: waitText(login.expiresAt, now) },
      ]}
    />
  );
}

interface ScopeChoiceProps {
  readonly asked: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** What it asks for can be narrowed, never widened. */
export function ScopeChoice({ asked, chosen, onChange }: ScopeChoiceProps): ReactElement {
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">It may</legend>
      {asked.map((scope) => (
        <CheckInput
          key={scope}
          checked={chosen.has(scope)}
          label={<span className="font-mono text-[13px]">{scope}</span>}
          hint={scopeMeaning(scope)}
          onChange={(event) => {
            const others = asked.filter((each) => each !== scope && chosen.has(each));
            onChange(new Set(event.target.checked ? [...others, scope] : others));
          }}
        />
      ))}
      {chosen.size > 0 ? null : (
        <p role="alert" className="text-[13px] text-bad">
          Leave it at least one, or deny the request.
        </p>
      )}
    </fieldset>
  );
}
