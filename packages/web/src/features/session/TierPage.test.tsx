import type { PublicConfig } from '@moorage/sdk/types';
import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Tiers } from './TierPage.tsx';

const config: PublicConfig = {
  version: '0.1.0',
  devMode: false,
  billingEnabled: true,
  kubernetesEnabled: true,
  sandboxesEnabled: false,
  tasksEnabled: false,
  aiTemplatesEnabled: false,
  secretsBackend: 'none',
  deploymentDomain: 'localhost',
  registrationPolicy: 'open',
  plans: [
    { id: 'free', displayName: 'Free', maxDeployments: 1 },
    { id: 'business', displayName: 'Business', maxDeployments: 10 },
    { id: 'enterprise', displayName: 'Enterprise', maxDeployments: null },
  ],
  signInProviders: [],
  branding: { name: 'Moorage', logoUrl: null, primaryColor: null, supportEmail: 'help@example.com' },
  embeddedCluster: null,
};

afterEach(cleanup);

it('shows the plans that are offered with their limits, which is one’s own, and how to get another', () => {
  render(<Tiers config={config} tier="business" />);
  const plans = within(screen.getByRole('list', { name: 'Plans' })).getAllByRole('listitem');
  expect(plans.map(({ textContent }) => textContent)).toEqual([
    'FreeUp to 1 deployment',
    'BusinessUp to 10 deploymentsyours',
    'EnterpriseAny number of deployments',
  ]);
  expect(plans.map((plan) => plan.getAttribute('aria-current'))).toEqual([null, 'true', null]);
  expect(screen.getByText(/write to help@example\.com\./)).toBeDefined();
  expect(screen.queryByRole('button')).toBeNull();
});

it('says that nothing is to be chosen where billing is off', () => {
  render(<Tiers config={{ ...config, billingEnabled: false }} tier="free" />);
  expect(screen.getByText(/^Billing is off on this installation/)).toBeDefined();
  expect(screen.queryByRole('list')).toBeNull();
});
