import type { Template, TemplatePreview } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import {
  bodyOfForm,
  clashingFields,
  copyOfTemplate,
  emptyForm,
  formOfDraft,
  formOfTemplate,
  formProblems,
  planFieldChanges,
  rebaseForm,
} from './template-form.ts';

const parameter = {
  name: 'TAG',
  label: '',
  description: '',
  type: 'string',
  default: '1.29',
  required: false,
  secret: false,
} as const;
const form = { ...emptyForm, name: 'shop', displayName: 'Shop', envVars: [parameter] };
const template: Template = {
  ...form,
  description: 'Sells',
  isSystem: true,
  orgId: null,
  orgName: null,
  teamName: null,
  services: ['web'],
  version: 3,
  actions: ['template:read'],
  visibility: 'public',
};
const preview: TemplatePreview = {
  services: [
    {
      name: 'web',
      image: 'nginx:{{TAG}}',
      command: [],
      args: [],
      ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
      replicas: 1,
      env: [],
      volumes: [],
      files: [],
      dependsOn: [],
      healthCheckPath: null,
    },
  ],
  ingresses: [],
  required: [],
};

describe('what is sent', () => {
  it('lists the image and port of the first service where the form leaves them empty', () => {
    expect(bodyOfForm(form, preview, 'o1')).toMatchObject({ image: 'nginx:1.29', containerPort: 80, orgId: 'o1' });
    expect(bodyOfForm({ ...form, image: 'own:1', containerPort: 81 }, preview, undefined)).toMatchObject({
      image: 'own:1',
      containerPort: 81,
    });
  });

  it('names the team only of what a team shares, and never team and organization both', () => {
    const shared = bodyOfForm({ ...form, visibility: 'team', teamId: 't1' }, preview, 'o1');
    expect(shared.teamId).toBe('t1');
    expect(shared).not.toHaveProperty('orgId');
    expect(bodyOfForm({ ...form, visibility: 'org', teamId: 't1' }, preview, 'o1')).not.toHaveProperty('teamId');
  });

  it('takes empty options away, and all of them from what is no choice', () => {
    const choice = { ...parameter, type: 'enum' as const, options: ['small', '', ' large '] };
    expect(bodyOfForm({ ...form, envVars: [choice] }, null, undefined).envVars?.[0]?.options).toEqual(['small', 'large']);
    const text = { ...choice, type: 'string' as const };
    expect(bodyOfForm({ ...form, envVars: [text] }, null, undefined).envVars?.[0]).not.toHaveProperty('options');
  });
});

describe('where a template begins', () => {
  it('makes a private one of its own from a system template', () => {
    expect(copyOfTemplate(template)).toMatchObject({
      name: 'my-shop',
      displayName: 'Shop (copy)',
      visibility: 'private',
      teamId: null,
    });
  });

  it('keeps the name and the words that were typed already when a file is imported', () => {
    const draft = {
      ...bodyOfForm(form, preview, undefined),
      name: 'imported',
      displayName: 'Imported',
      visibility: 'public' as const,
    };
    const full = { ...emptyForm, ...draft, containerPort: 80, envVars: [parameter] };
    expect(formOfDraft(full, { ...emptyForm, displayName: 'Mine' }, true)).toMatchObject({
      name: 'imported',
      displayName: 'Mine',
      visibility: 'private',
      envVars: [parameter],
    });
    expect(formOfDraft(full, form, false).name).toBe('shop');
  });
});

it('tells what is missing before the server is asked', () => {
  expect(formProblems(form)).toEqual([]);
  const paths = formProblems({
    ...form,
    name: 'No good',
    displayName: ' ',
    visibility: 'team',
    envVars: [{ ...parameter, name: '1' }],
  });
  expect(paths.map((problem) => problem.path)).toEqual(['name', 'displayName', 'teamId', 'envVars[0].name']);
});

describe('two who edit the same template', () => {
  const base = formOfTemplate(template);
  const mine = { ...base, description: 'Mine', category: 'shop' };
  const theirs = { ...base, description: 'Theirs', spec: 'services: []\n' };

  it('are compared field by field, whatever the order of the fields within', () => {
    const { name, ...rest } = parameter;
    expect(planFieldChanges(base, { ...base, envVars: [{ ...rest, name }] })).toEqual([]);
    expect(planFieldChanges(base, mine).map((change) => change.field)).toEqual(['description', 'category']);
  });

  it('keep what only one of them touched, and mine where both did', () => {
    expect(rebaseForm(base, mine, theirs)).toEqual({ ...base, description: 'Mine', category: 'shop', spec: 'services: []\n' });
    expect(clashingFields(base, mine, theirs)).toMatchObject([{ field: 'description', from: 'Theirs', to: 'Mine' }]);
  });
});
