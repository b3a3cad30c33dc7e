import { expect, it } from 'vitest';
import {
  bodyOfCredential,
  draftOfCredential,
  emptyCredential,
  hasSecret,
  isComplete,
  scopeText,
  withProvider,
  withScopeKind,
} from './credential-kinds.ts';

const aws = { ...emptyCredential, name: ' DNS ', secret: { access_key_id: 'A', secret_access_key: 'S', region: '', token: 'x' } };

it('sends the fields of the kind and of the scope, and nothing else', () => {
  const draft = { ...withScopeKind(aws, 'resource'), scope: ' arn:aws:s3:::b ' };
  expect(bodyOfCredential(draft)).toEqual({
    credential_provider: 'aws',
    kind: 'aws_access_key',
    schema_version: 1,
    name: 'DNS',
    scope_kind: 'resource',
    scope_version: 1,
    scope: { arn: 'arn:aws:s3:::b' },
    secret: { access_key_id: 'A', secret_access_key: 'S' },
  });
});

it('forgets what was typed for another provider', () => {
  const draft = withProvider(withScopeKind(aws, 'service'), 'hetzner');
  expect(draft).toMatchObject({ kind: 'api_token', scopeKind: 'credential_provider', secret: {} });
  expect(isComplete(draft)).toBe(false);
});

it('is complete with a name, a scope and all fields that are not optional', () => {
  expect(isComplete(aws)).toBe(true);
  expect(isComplete({ ...aws, name: ' ' })).toBe(false);
  expect(isComplete(withScopeKind(aws, 'resource'))).toBe(false);
  expect(hasSecret('aws_access_key', { access_key_id: 'A' })).toBe(false);
  expect(hasSecret('api_token', { token: 't' })).toBe(true);
});

it('says what a credential is for', () => {
  const credential = {
    ...({ id: 'c', credential_provider: 'generic', kind: 'basic_auth', schema_version: 1, name: 'R' } as const),
    ...{ scope_version: 1, created_at: '', updated_at: '' },
  };
  expect(scopeText({ ...credential, scope_kind: 'credential_provider', scope: {} })).toBe('everything');
  expect(scopeText({ ...credential, scope_kind: 'service', scope: { service: 'registry' } })).toBe('registry');
  expect(draftOfCredential({ ...credential, scope_kind: 'service', scope: { service: 'registry' } })).toMatchObject({
    scope: 'registry',
    accountId: '',
    secret: {},
  });
});
