import { expect, it } from 'vitest';
import { domainTable, withTable } from './gen-domain-map.ts';

it('lists each domain with what it holds and uses', () => {
  const table = domainTable({
    domains: { orgs: { holds: 'teams', uses: ['identity'] }, identity: { holds: 'users', uses: [] } },
  });
  expect(table.split('\n').slice(2)).toEqual(['| `orgs`     | teams | identity |', '| `identity` | users | –        |']);
});

it('replaces only what is between the markers', () => {
  const page = 'a\n<!-- domains: generated from domains.json -->\nold\n<!-- /domains -->\nb\n';
  expect(withTable(page, 'T')).toBe('a\n<!-- domains: generated from domains.json -->\n\nT\n\n<!-- /domains -->\nb\n');
  expect(() => withTable('no markers', 'T')).toThrow('ARCHITECTURE.md');
});
