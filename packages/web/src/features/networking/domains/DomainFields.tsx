import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { credentialsQuery } from '../../../api/credentials.ts';
import { zoneProviderOf } from '../../../lib/dns-domain.ts';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { textLinkStyle } from '../../../shared/LinkButton.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';

/** Which fields of a request these tell the problems of. */
export const domainPaths = ['domain_name', 'credential_id', 'zone_id'] as const;

export interface DomainDraft {
  readonly name: string;
  readonly credentialId: string;
  readonly zoneId: string;
}

interface DomainFieldsProps {
  readonly orgId: string;
  readonly draft: DomainDraft;
  readonly onChange: (change: Partial<DomainDraft>) => void;
  readonly problemAt: ProblemAt;
}

export function DomainFields({ orgId, draft, onChange, problemAt }: DomainFieldsProps) {
  return (
    <>
      <Field label="Domain" required error={problemAt('domain_name')} hint="Such as example.org, or one below a zone.">
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            maxLength={253}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <CredentialField
        orgId={orgId}
        value={draft.credentialId}
        error={problemAt('credential_id')}
        onChange={(credentialId) => onChange({ credentialId })}
      />
      <Field
        label="Zone"
        error={problemAt('zone_id')}
        hint="Its id at the provider. Empty to find it by the name; needed where there are several, or the domain is below its zone."
      >
        {(control) => (
          <TextInput
            {...control}
            className="font-mono"
            maxLength={128}
            value={draft.zoneId}
            onChange={(event) => onChange({ zoneId: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

interface CredentialFieldProps {
  readonly orgId: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (id: string) => void;
}

/** Only those that have zones can be chosen. */
function CredentialField({ orgId, value, error, onChange }: CredentialFieldProps) {
  const credentials = useQuery(credentialsQuery(orgId)).data;
  const fitting = credentials?.flatMap((credential) => {
    const provider = zoneProviderOf(credential);
    return provider === undefined ? [] : [{ credential, provider }];
  });
  const makeOne = (
    <>
      None of this organization is for zones.{' '}
      <Link to="/organization/credentials" className={textLinkStyle}>
        Add one
      </Link>{' '}
      of AWS, of Cloudflare, or a key of dynamic updates with the server as its scope.
    </>
  );
  const hint = fitting?.length === 0 ? makeOne : 'Of AWS for Route 53, of Cloudflare, or a key of dynamic updates (RFC 2136).';
  return (
    <Field label="Credential" required error={error} hint={hint}>
      {(control) => (
        <SelectInput {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose a credential</option>
          {fitting?.map(({ credential, provider }) => (
            <option key={credential.id} value={credential.id}>
              {credential.name === '' ? credential.id : credential.name} ({provider})
            </option>
          ))}
        </SelectInput>
      )}
    </Field>
  );
}
