import type { PublicConfig } from '@moorage/sdk/types';
import { useState } from 'react';
import { devSignIn, providerUrl } from '../../api/session.ts';
import { Button, buttonStyle } from '../../ui/Button.tsx';
import { InlineCode } from '../../ui/Code.tsx';
import { Field, TextInput } from '../../ui/Field.tsx';

export const devAddress = 'dev@localhost';

const policies: Readonly<Record<PublicConfig['registrationPolicy'], string>> = {
  open: 'Who has no account yet gets one.',
  domains: 'New accounts are for addresses of certain e-mail domains.',
  invite: 'New accounts are by invitation only.',
};

interface SignInWaysProps {
  readonly config: PublicConfig;
  /** Where one lands. */
  readonly target: string;
  /** The address that is expected, such as that of an invitation. */
  readonly email?: string;
  readonly isAutomatic?: boolean;
}

/** Every way in that this installation has. */
export function SignInWays({ config, target, email = devAddress, isAutomatic = false }: SignInWaysProps) {
  const { signInProviders, devMode, registrationPolicy } = config;
  if (signInProviders.length === 0 && !devMode) {
    return (
      <p className="text-muted">
        This installation does not run in development mode, and no identity provider is configured yet. Its operator sets one up
        with <InlineCode>GOOGLE_CLIENT_ID</InlineCode>, <InlineCode>GITHUB_CLIENT_ID</InlineCode> or the{' '}
        <InlineCode>OIDC_*</InlineCode> settings.
      </p>
    );
  }
  return (
    <div className="space-y-4">
      {signInProviders.length === 0 ? null : (
        <ul className="space-y-2">
          {signInProviders.map((provider) => (
            <li key={provider.id}>
              <a href={providerUrl(provider.startUrl, target)} className={`${buttonStyle({ tone: 'primary' })} w-full`}>
                Continue with {provider.name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {signInProviders.length === 0 ? null : <p className="text-[13px] text-muted">{policies[registrationPolicy]}</p>}
      {devMode ? <DevSignIn target={target} email={email} isAutomatic={isAutomatic} /> : null}
    </div>
  );
}

interface DevSignInProps {
  readonly target: string;
  readonly email: string;
  readonly isAutomatic: boolean;
}

function DevSignIn({ target, email, isAutomatic }: DevSignInProps) {
  const [address, setAddress] = useState(email);
  const wanted = address.trim();
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        devSignIn(wanted, target);
      }}
    >
      <p className="text-muted">
        Development mode: whoever reaches this computer&apos;s own address is whom he says he is. No password is asked.
      </p>
      <Field label="E-mail">
        {(control) => (
          <TextInput
            {...control}
            type="email"
            maxLength={254}
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" tone="primary" className="w-full" busy={isAutomatic} disabled={wanted === ''}>
        {isAutomatic ? 'Signing in' : 'Sign in without a password'}
      </Button>
    </form>
  );
}
