import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { PublicConfig } from '@moorage/sdk/types';
import { type ReactElement, useEffect, useState } from 'react';
import { configQuery } from '../../api/queries.ts';
import { devSignIn, maySignInByItself, safeRedirect } from '../../api/session.ts';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { Logo } from '../../shared/shell/Logo.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { InlineCode } from '../../ui/Code.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';

const policies: Readonly<Record<PublicConfig['registrationPolicy'], string>> = {
  open: 'Everybody may create an account here.',
  domains: 'Accounts here are for addresses of certain e-mail domains.',
  invite: 'Accounts here are by invitation only.',
};

export function SignInPage(): ReactElement {
  const { redirect } = useSearch({ from: '/sign-in' });
  const config = useQuery(configQuery);
  const [isAutomatic] = useState(maySignInByItself);
  const isDevMode = config.data?.devMode === true;
  const target = safeRedirect(redirect);
  useEffect(() => {
    document.title = 'Sign in · Moorage';
  }, []);
  useEffect(() => {
    if (isDevMode && isAutomatic) devSignIn(target);
  }, [isDevMode, isAutomatic, target]);
  return (
    <main className="flex min-h-dvh items-start justify-center px-4 pt-[16vh]">
      <Card className="w-full max-w-sm space-y-4 p-6">
        <div className="flex items-center gap-3">
          <Logo />
          <h1 className="text-lg font-semibold">Sign in to {config.data?.branding.name ?? 'Moorage'}</h1>
        </div>
        {config.error === null ? null : (
          <ErrorView
            error={config.error}
            attempt="The server could not be asked how to sign in"
            onRetry={() => void config.refetch()}
          />
        )}
        {config.isPending ? <SkeletonRows rows={2} /> : null}
        {config.data === undefined ? null : <HowToSignIn config={config.data} target={target} isAutomatic={isAutomatic} />}
      </Card>
    </main>
  );
}

interface HowToSignInProps {
  readonly config: PublicConfig;
  readonly target: string;
  readonly isAutomatic: boolean;
}

function HowToSignIn({ config, target, isAutomatic }: HowToSignInProps) {
  if (config.devMode) {
    return (
      <div className="space-y-3">
        <p className="text-muted">
          Development mode: whoever reaches this computer&apos;s own address is <InlineCode>dev@localhost</InlineCode>. No
          password is asked.
        </p>
        <Button tone="primary" className="w-full" busy={isAutomatic} onClick={() => devSignIn(target)}>
          {isAutomatic ? 'Signing in' : 'Sign in as dev@localhost'}
        </Button>
      </div>
    );
  }
  return (
    <div className="space-y-2 text-muted">
      <p>
        This installation does not run in development mode, and no identity provider is configured yet. Its operator sets one up
        with the <InlineCode>OAUTH_*</InlineCode> settings.
      </p>
      <p>{policies[config.registrationPolicy]}</p>
    </div>
  );
}
