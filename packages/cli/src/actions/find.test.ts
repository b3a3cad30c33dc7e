import { describe, expect, it } from 'vitest';
import { pickOne } from './find.ts';

const rows = [
  { id: '1', slug: 'acme', name: 'Acme' },
  { id: '2', slug: 'acme-2', name: 'Acme' },
  { id: '3', slug: 'beta', name: 'acme-2' },
];
const pick = (text: string) =>
  pickOne(rows, {
    what: 'organization',
    text,
    names: (row) => [row.id, row.slug, row.name],
    id: (row) => row.slug,
    list: 'moorage orgs list',
  }).id;

describe('what a person calls something', () => {
  it.each([
    ['3', '3'],
    ['ACME', '1'],
    ['acme-2', '2'],
    [' beta ', '3'],
  ])('finds %j', (text, id) => {
    expect(pick(text)).toBe(id);
  });
  it('is refused where several have the name and no slug decides', () => {
    const other = [...rows.slice(1), { id: '4', slug: 'acme-4', name: 'Acme' }];
    const names = (row: (typeof rows)[number]): string[] => [row.id, row.slug, row.name];
    const wanted = { what: 'organization', text: 'acme', names, id: (row: (typeof rows)[number]) => row.slug, list: '' };
    expect(() => pickOne(other, wanted)).toThrow('Several are called "acme".');
  });
  it('is refused where nothing has it', () => {
    expect(() => pick('gamma')).toThrow('There is no organization "gamma" that you can see.');
    const wanted = { what: 'team', text: 'x', names: () => [], id: () => '', list: '' };
    expect(() => pickOne([], wanted)).toThrow('There is no team "x"');
  });
});
