import { describe, expect, it } from 'vitest';
import type { DnsAnswer } from './custom-domain.ports.ts';
import { type Answers, judgeRecords, mergeRecords, parseRecords, proofOf, routingOf, wantedRecords } from './record.rules.ts';

const target = { host: 'hello.apps.example.com', addresses: [] as string[] };
const nowhere: DnsAnswer = { kind: 'no-name' };
const silent: DnsAnswer = { kind: 'failed', reason: 'timeout' };
const found = (...values: string[]): DnsAnswer => ({ kind: 'found', values });
const nothing: Answers = { challenge: nowhere, cname: nowhere, addresses: nowhere, target: nowhere };

describe('the records of a claim', () => {
  it('are a TXT record with the token and a CNAME to the platform', () => {
    expect(wantedRecords('shop.example.org', 'tok', target)).toEqual([
      { type: 'TXT', name: '_moorage-challenge.shop.example.org', value: 'tok', purpose: 'ownership' },
      { type: 'CNAME', name: 'shop.example.org', value: 'hello.apps.example.com', purpose: 'routing' },
    ]);
  });

  it('are addresses at an apex, where the platform knows its own', () => {
    const addresses = ['192.0.2.1', '192.0.2.2'];
    const routing = wantedRecords('example.org', 'tok', { ...target, addresses }).slice(1);
    expect(routing.map(({ type, value }) => [type, value])).toEqual([
      ['A', '192.0.2.1'],
      ['A', '192.0.2.2'],
    ]);
    expect(wantedRecords('example.org', 'tok', target)[1]?.type).toBe('CNAME');
    expect(wantedRecords('www.example.org', 'tok', { ...target, addresses })[1]?.type).toBe('CNAME');
  });
});

describe('the proof', () => {
  const proof = (challenge: DnsAnswer) =>
    proofOf(judgeRecords(wantedRecords('shop.example.org', 'tok', target), { ...nothing, challenge }));
  it('is the token, alone or among others, and nothing like it', () => {
    expect(proof(found('other', 'tok'))).toBe('ok');
    expect(proof(found('tok2', 'TOK', 'xtok'))).toBe('wrong');
    expect(proof(nowhere)).toBe('missing');
    expect(proof({ kind: 'no-record' })).toBe('missing');
    expect(proof(silent)).toBe('unknown');
  });
});

describe('where a name leads', () => {
  const routing = (answers: Partial<Answers>) =>
    routingOf(judgeRecords(wantedRecords('shop.example.org', 'tok', target), { ...nothing, ...answers }));
  it('is right by a CNAME, or by the same addresses', () => {
    expect(routing({ cname: found('hello.apps.example.com') })).toBe('ok');
    expect(routing({ addresses: found('192.0.2.1'), target: found('192.0.2.1', '192.0.2.2') })).toBe('ok');
  });
  it('is wrong where one address is somebody else’s', () => {
    expect(routing({ addresses: found('192.0.2.1', '203.0.113.9'), target: found('192.0.2.1') })).toBe('wrong');
    expect(routing({ cname: found('elsewhere.example.net') })).toBe('wrong');
    expect(routing({ addresses: found('203.0.113.9') })).toBe('wrong');
  });
  it('is unknown where the servers are silent, and missing where they are not', () => {
    expect(routing({ cname: silent, addresses: silent })).toBe('unknown');
    expect(routing({ addresses: found('192.0.2.1'), target: silent })).toBe('unknown');
    expect(routing({})).toBe('missing');
  });
  it('is right with one of several addresses', () => {
    const wanted = wantedRecords('example.org', 'tok', { ...target, addresses: ['192.0.2.1', '192.0.2.2'] });
    const records = judgeRecords(wanted, { ...nothing, addresses: found('192.0.2.1') });
    expect(records.map(({ state }) => state)).toEqual(['missing', 'ok', 'wrong']);
    expect(routingOf(records)).toBe('ok');
  });
});

describe('stored records', () => {
  it('are forgotten where they cannot be read or are not wanted any more', () => {
    expect(parseRecords([{ type: 'MX' }])).toEqual([]);
    const wanted = wantedRecords('shop.example.org', 'tok', target);
    const known = judgeRecords(wantedRecords('shop.example.org', 'old', target), {
      ...nothing,
      challenge: found('old'),
      cname: found('hello.apps.example.com'),
    });
    expect(mergeRecords(wanted, parseRecords(known)).map(({ state }) => state)).toEqual(['unknown', 'ok']);
  });
  it('keep only the beginning of what strangers wrote', () => {
    const many = Array.from({ length: 40 }, () => 'x'.repeat(2000));
    const [txt] = judgeRecords(wantedRecords('a.example.org', 't', target), { ...nothing, challenge: found(...many) });
    expect([txt?.found.length, txt?.found[0]?.length]).toEqual([10, 255]);
  });
});
