import { expect, it } from 'vitest';
import { parseMetadataSearch, parseNameSearch, parseServersSearch } from './infrastructure-search.ts';

it('knows the roles and statuses of servers only', () => {
  expect(parseServersSearch({ role: 'bastion', status: 'ready', search: 7 })).toEqual({
    role: 'bastion',
    status: 'ready',
    search: '7',
  });
  expect(parseServersSearch({ role: 'boss', status: 'Ready', search: '' })).toEqual({});
});

it('leaves out the kind that is shown anyway', () => {
  expect(parseMetadataSearch({ kind: 'taints', search: 'gpu' })).toEqual({ kind: 'taints', search: 'gpu' });
  expect(parseMetadataSearch({ kind: 'labels' })).toEqual({});
});

it('reads a name that looks like a number', () => {
  expect(parseNameSearch({ search: 12 })).toEqual({ search: '12' });
});
