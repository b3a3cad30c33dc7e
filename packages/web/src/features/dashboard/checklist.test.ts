import type { ApiKey, DeploymentSummary, PublicConfig } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { planChecklist } from './checklist.ts';

const config: PublicConfig = {
  version: '0.1.0',
  devMode: true,
  billingEnabled: false,
  kubernetesEnabled: true,
  sandboxesEnabled: false,
  tasksEnabled: false,
  aiTemplatesEnabled: false,
  secretsBackend: 'none',
  deploymentDomain: 'localhost',
  registrationPolicy: 'open',
  plans: [],
  signInProviders: [],
  branding: { name: 'Moorage', logoUrl: null, primaryColor: null, supportEmail: null },
  embeddedCluster: { notice: 'no isolation', kubeconfigCommand: 'moorage kubeconfig' },
};
const ready: DeploymentSummary = {
  name: 'hello',
  displayName: 'Hello',
  status: 'Ready',
  template: 'web',
  visibility: 'public',
  ingresses: [],
  lastError: null,
  canDelete: true,
  teamId: 't',
  url: 'http://hello.localhost',
  servicesReady: 1,
  servicesTotal: 1,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
};
const key: ApiKey = {
  id: 'k',
  name: 'cli',
  kind: 'personal',
  prefix: 'mk_1',
  scopes: [],
  role: null,
  teamId: null,
  allowedIps: [],
  ratePerSecond: null,
  createdAt: ready.createdAt,
  createdBy: null,
  expiresAt: null,
  lastUsedAt: null,
  lastUsedIp: null,
  rotatedAt: null,
  previousUntil: null,
};

const lead = { memberCount: 1, mayDeploy: true, mayInvite: true };

function done(facts: Omit<Parameters<typeof planChecklist>[0], keyof typeof lead>, more: Partial<typeof lead> = {}): string[] {
  return planChecklist({ ...facts, ...lead, ...more })
    .filter((step) => step.isDone)
    .map((step) => step.id);
}

it('begins with nothing done but the sign-in', () => {
  expect(done({ deployments: [], apiKeys: [], config })).toEqual(['sign-in']);
});

it('ticks what is really there', () => {
  expect(done({ deployments: [{ ...ready, status: 'Pending' }], apiKeys: [key], config })).toEqual([
    'sign-in',
    'deploy',
    'api-key',
  ]);
  const used = { ...key, lastUsedAt: ready.createdAt };
  expect(
    done({ deployments: [ready], apiKeys: [used], config: { ...config, embeddedCluster: null } }, { memberCount: 2 }),
  ).toHaveLength(7);
});

it('does not claim a real cluster before the configuration is known', () => {
  expect(done({ deployments: [], apiKeys: [], config: undefined })).toEqual(['sign-in']);
});

it('asks nobody for what his role does not allow', () => {
  const facts = { deployments: [], apiKeys: [], config, memberCount: 3, mayDeploy: false, mayInvite: false };
  const asked = planChecklist(facts).map(({ id }) => id);
  expect(asked).toEqual(['sign-in', 'ready', 'api-key', 'use-key', 'invite', 'cluster']);
  expect(planChecklist({ ...facts, memberCount: 1 }).map(({ id }) => id)).not.toContain('invite');
});
