import { describe, expect, it } from 'vitest';
import {
  parseAdminAuditSearch,
  parseAuditSearch,
  parseDeploymentsSearch,
  parseJobsSearch,
  parseLogsSearch,
  parseSignInSearch,
  searchText,
} from './search.ts';

describe('search parameters', () => {
  it('are text even when they look like numbers', () => {
    expect(searchText(42)).toBe('42');
    expect(searchText('')).toBeUndefined();
    expect(searchText({ a: 1 })).toBeUndefined();
  });

  it('of the list know the statuses of the API only', () => {
    expect(parseDeploymentsSearch({ status: 'Ready', search: 7, more: 1 })).toEqual({ status: 'Ready', search: '7' });
    expect(parseDeploymentsSearch({ status: 'ready' })).toEqual({});
  });

  it('of the logs leave out what is off', () => {
    expect(parseLogsSearch({ previous: false, service: 'web' })).toEqual({ service: 'web' });
    expect(parseLogsSearch({ previous: true, line: 'x' })).toEqual({ previous: true, line: 'x' });
  });

  it('of every audit trail know entries by id', () => {
    expect(parseAdminAuditSearch({ org: 'o1', entry: 'e1', follow: true, event: 'team.' })).toEqual({
      org: 'o1',
      entry: 'e1',
      follow: true,
      event: 'team.',
    });
  });

  it('of the sign-in keep the way back', () => {
    expect(parseSignInSearch({ redirect: '/deployments' })).toEqual({ redirect: '/deployments' });
  });
});

it('reads the filter of the audit log and drops what is no day', () => {
  const search = { event: 'team.', actor: '', q: 7, from: '2026-03-01', to: 'yesterday', entry: 12, follow: 'x' };
  expect(parseAuditSearch(search)).toEqual({ event: 'team.', q: '7', from: '2026-03-01', entry: 12 });
});

it('knows the states of jobs only', () => {
  expect(parseJobsSearch({ state: 'failed', kind: 'x', q: 7 })).toEqual({ state: 'failed', kind: 'x', q: '7' });
  expect(parseJobsSearch({ state: 'dead', job: '' })).toEqual({});
});
