import type { Client } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { clientOfDraft, draftOfClient, emptyClient, policyText } from './client-form.ts';

const acme: Client = {
  id: 'c1',
  name: 'Acme',
  slug: 'acme',
  domain: 'cloud.acme.example',
  url: 'https://cloud.acme.example',
  branding: { name: 'Acme Cloud', logoUrl: null, primaryColor: '#1d4ed8', supportEmail: null },
  plans: ['free', 'business'],
  registrationPolicy: 'domains',
  allowedDomains: ['acme.example'],
  enabled: true,
  orgCount: 0,
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
};

it('sends what the form was filled with, unchanged', () => {
  const { id: _id, url: _url, orgCount: _count, createdAt: _created, updatedAt: _updated, ...facts } = acme;
  expect(clientOfDraft(draftOfClient(acme))).toEqual(facts);
});

it('calls the brand like the client, and leaves out what is empty', () => {
  const draft = { ...emptyClient, name: ' Acme ', slug: 'acme', domain: 'cloud.acme.example', plans: 'free,\nbusiness ' };
  expect(clientOfDraft(draft)).toMatchObject({
    name: 'Acme',
    plans: ['free', 'business'],
    allowedDomains: [],
    branding: { name: 'Acme', logoUrl: null, primaryColor: null, supportEmail: null },
  });
});

it('tells who may register', () => {
  expect(policyText(acme)).toBe('addresses of acme.example');
  expect(policyText({ ...acme, registrationPolicy: 'invite' })).toBe('who is invited');
});
