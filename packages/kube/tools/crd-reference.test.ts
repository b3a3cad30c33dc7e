import { expect, it } from 'vitest';
import { allCrds } from '../src/crds/crds.ts';
import { crdReference, fieldRows } from './crd-reference.ts';

it('names every field by its path, through lists and maps', () => {
  const rows = fieldRows({
    properties: {
      services: { type: 'array', items: { type: 'object', required: ['image'], properties: { image: { type: 'string' } } } },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
    },
  });
  expect(rows.map((row) => `${row.path} ${row.type} ${row.isRequired}`)).toEqual([
    'services list of object false',
    'services[].image string true',
    'labels map of string false',
  ]);
});

it('describes our kinds for people', () => {
  const page = crdReference(allCrds);
  expect(page).toContain('## UserDeployment');
  expect(page).toMatch(/`spec\.services\[\]\.image` \*/);
  expect(page).not.toContain('undefined');
});
