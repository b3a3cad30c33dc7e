import type { PublicConfig } from '@moorage/sdk/types';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { SignInWays } from './SignInWays.tsx';

const config: PublicConfig = {
  version: '0.1.0',
  devMode: false,
  billingEnabled: false,
  kubernetesEnabled: true,
  sandboxesEnabled: false,
  tasksEnabled: false,
  aiTemplatesEnabled: false,
  secretsBackend: 'none',
  deploymentDomain: 'localhost',
  registrationPolicy: 'invite',
  plans: [],
  signInProviders: [],
  branding: { name: 'Moorage', logoUrl: null, primaryColor: null, supportEmail: null },
  embeddedCluster: null,
};
const google = { id: 'google', name: 'Google', startUrl: '/login?provider=google' };

afterEach(cleanup);

it('offers each provider, with the way back, and says who may have an account', () => {
  render(<SignInWays config={{ ...config, signInProviders: [google] }} target="/templates" />);
  const link = screen.getByRole('link', { name: 'Continue with Google' });
  expect(link.getAttribute('href')).toBe('/login?provider=google&redirect=%2Ftemplates');
  expect(screen.getByText('New accounts are by invitation only.')).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

it('offers the development sign-in beside them, for the address that is expected', () => {
  render(<SignInWays config={{ ...config, devMode: true, signInProviders: [google] }} target="/" email="ada@example.com" />);
  expect(screen.getByRole('textbox', { name: 'E-mail' })).toHaveProperty('value', 'ada@example.com');
  expect(screen.getByRole('link', { name: 'Continue with Google' })).toBeDefined();
});

it('says what the operator has to do where there is no way in', () => {
  render(<SignInWays config={config} target="/" />);
  expect(screen.getByText(/no identity provider is configured yet/)).toBeDefined();
});
