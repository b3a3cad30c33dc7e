import type { EnvVarDefinition, Template } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../api/errors.ts';
import { bodyOf, emptyForm, issuesByField } from './deploy-form.ts';

const greeting: EnvVarDefinition = {
  name: 'GREETING',
  label: 'Greeting',
  description: '',
  type: 'string',
  default: 'Hello',
  required: true,
  secret: false,
};
const template: Template = {
  name: 'hello',
  version: 1,
  actions: ['template:read'],
  displayName: 'Hello',
  description: '',
  category: 'web',
  image: 'node:24',
  containerPort: 8080,
  cpuRequest: '100m',
  cpuLimit: '500m',
  memoryRequest: '128Mi',
  memoryLimit: '512Mi',
  healthCheckPath: '/',
  enabled: true,
  hasConfigMap: false,
  isSystem: true,
  envVars: [greeting],
  visibility: 'public',
  orgId: null,
  teamId: null,
  orgName: null,
  teamName: null,
  services: ['web'],
  spec: '',
};

function failure(code: 'invalid_request' | 'already_exists', issues: readonly { path: string; message: string }[]): ApiFailure {
  return new ApiFailure('No.', { status: 400, body: { error: 'No.', code, requestId: 'r', details: { issues } } });
}

describe('the body of a create', () => {
  it('leaves out what the server decides when it is empty', () => {
    expect(bodyOf(template, emptyForm(template), undefined)).toEqual({ template: 'hello', envVars: {}, visibility: 'public' });
  });

  it('holds what was filled in, without the spaces around it', () => {
    const values = { name: ' hi ', displayName: ' Hi there ', visibility: 'internal', env: { GREETING: 'Hey' } } as const;
    expect(bodyOf(template, values, 't')).toEqual({
      template: 'hello',
      name: 'hi',
      displayName: 'Hi there',
      envVars: { GREETING: 'Hey' },
      visibility: 'internal',
      teamId: 't',
    });
  });
});

describe("the server's issues", () => {
  it('go to their fields', () => {
    const issues = [
      { path: 'envVars.GREETING', message: 'is required' },
      { path: 'name', message: 'is taken' },
    ];
    expect(issuesByField(failure('invalid_request', issues), template)).toEqual({
      fields: [
        { field: 'env.GREETING', message: 'is required' },
        { field: 'name', message: 'is taken' },
      ],
      hasRest: false,
    });
  });

  it('that belong to no field are shown as they are', () => {
    expect(issuesByField(failure('invalid_request', [{ path: 'envVars.OTHER', message: 'unknown' }]), template).hasRest).toBe(
      true,
    );
    expect(issuesByField(failure('invalid_request', []), template).hasRest).toBe(true);
  });

  it('of a taken name go to the name', () => {
    expect(issuesByField(failure('already_exists', []), template)).toEqual({
      fields: [{ field: 'name', message: 'No.' }],
      hasRest: false,
    });
  });
});
