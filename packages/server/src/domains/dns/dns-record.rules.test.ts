import { describe, expect, it } from 'vitest';
import { clashOf, decideRecord, decideRecords, fingerprintText, type WantedRecord } from './dns-record.rules.ts';

function wanted(parts: Partial<WantedRecord> = {}): WantedRecord {
  return { name: 'www', type: 'A', ttl: 60, values: ['192.0.2.1'], alias: null, ...parts };
}

const target = { name: 'Lb.Example.com.', zoneId: 'Z2', evaluateTargetHealth: false };

describe('a record', () => {
  it('keeps what was said, with its name relative to the domain', () => {
    const decided = decideRecord(wanted({ name: 'API.example.org.' }), 'example.org');
    expect(decided).toEqual({ kind: 'ok', record: wanted({ name: 'api' }) });
    const alias = decideRecord(wanted({ name: '@', alias: target, values: [], ttl: null }), 'example.org');
    expect(alias).toMatchObject({ kind: 'ok', record: { alias: { name: 'lb.example.com' } } });
  });

  it.each([
    [{ values: [] }, 'values'],
    [{ values: ['192.0.2.1', 'x'] }, 'values[1]'],
    [{ values: ['192.0.2.1', ' 192.0.2.1'] }, 'values[1]'],
    [{ type: 'AAAA', values: ['::1', '0::1'] }, 'values[1]'],
    [{ type: 'CNAME', values: ['a.org', 'b.org'] }, 'values'],
    [{ type: 'CNAME', name: '@', values: ['a.org'] }, 'type'],
    [{ type: 'NS', name: 'example.org', values: ['a.org'] }, 'type'],
    [{ name: 'extdns-x' }, 'name'],
    [{ alias: target, values: [] }, 'ttl'],
    [{ alias: target, ttl: null }, 'values'],
    [{ alias: target, ttl: null, values: [], type: 'TXT' }, 'alias'],
    [{ alias: { ...target, name: 'two words' }, ttl: null, values: [] }, 'alias.name'],
  ] as const)('is not %o', (parts, path) => {
    expect(decideRecord(wanted(parts), 'example.org')).toMatchObject({ kind: 'refused', issues: [{ path }] });
  });

  it('of type CNAME is alone', () => {
    expect([clashOf('CNAME', ['A']), clashOf('A', ['CNAME']), clashOf('A', ['AAAA', 'TXT'])]).toEqual(['A', 'CNAME', undefined]);
  });

  it('is taken with others, or refused with all that is wrong of each', () => {
    const mx = wanted({ type: 'MX', name: '@', values: ['10 mail.example.org'] });
    const many = decideRecords([wanted(), wanted({ type: 'AAAA', values: ['::1'] }), mx], 'example.org');
    expect(many.kind === 'ok' && many.records.map(({ type, name }) => [type, name])).toEqual([
      ['A', 'www'],
      ['AAAA', 'www'],
      ['MX', '@'],
    ]);
    const wrong = decideRecords([wanted({ values: ['x'] }), wanted(), wanted({ name: 'a b' })], 'example.org');
    expect(wrong).toMatchObject({ issues: [{ path: 'records[0].values[0]' }, { path: 'records[2].name' }] });
  });

  it.each([
    [[wanted(), wanted({ name: 'WWW.example.org.' })], /^is the same name and type as records\[0\]/],
    [[wanted(), wanted({ type: 'CNAME', values: ['a.org'] })], /^a CNAME is alone .* A too/],
    [[wanted({ type: 'CNAME', values: ['a.org'] }), wanted()], /^a CNAME is alone .* CNAME too/],
  ] as const)('is not beside one that is asked for with it (%#)', (many, message) => {
    const issues = [{ path: 'records[1]', message: expect.stringMatching(message) }];
    expect(decideRecords(many, 'example.org')).toEqual({ kind: 'refused', issues });
  });

  it('has one fingerprint however it is spelled', () => {
    const domain = { domain_name: 'example.org', zone_id: 'Z' };
    const text = (values: string[]) => fingerprintText(wanted({ type: 'AAAA', values }), domain);
    expect(text(['::1', '2001:DB8::1'])).toBe(text(['2001:db8:0::1', '0:0::1']));
    expect(JSON.parse(text(['::1']))).toEqual({ fqdn: 'www.example.org', ttl: 60, type: 'AAAA', values: ['::1'], zone_id: 'Z' });
  });
});
