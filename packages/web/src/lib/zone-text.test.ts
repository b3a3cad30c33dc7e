import { describe, expect, it } from 'vitest';
import { parseZoneText } from './zone-text.ts';

const parse = (...lines: string[]) => parseZoneText(lines.join('\n'), 'example.org');
const problemsOf = (...lines: string[]) =>
  parse(...lines).rows.flatMap(({ line, problems }) => problems.map((text) => `${line}: ${text}`));

describe('a zone file', () => {
  it('gives one record for each name and type, with names relative to the domain', () => {
    const { rows, records } = parse(
      '; the web',
      'www.example.org. 300 IN A 192.0.2.1',
      '                 300 IN A 192.0.2.2 ; the second',
      '@ IN MX 10 mail',
      '',
      'mail 1h A 192.0.2.3',
      '*.Apps IN 60 CNAME lb.example.net.',
      '_sip._tcp SRV 0 5 5060 sip.example.net',
    );
    expect(records).toEqual([
      { name: 'www', type: 'A', ttl: 300, values: ['192.0.2.1', '192.0.2.2'] },
      { name: '@', type: 'MX', values: ['10 mail.example.org'] },
      { name: 'mail', type: 'A', ttl: 3600, values: ['192.0.2.3'] },
      { name: '*.apps', type: 'CNAME', ttl: 60, values: ['lb.example.net.'] },
      { name: '_sip._tcp', type: 'SRV', values: ['0 5 5060 sip.example.net'] },
    ]);
    expect(rows.map(({ line, at }) => [line, at])).toEqual([
      [2, 0],
      [3, 0],
      [4, 1],
      [6, 2],
      [7, 3],
      [8, 4],
    ]);
  });

  it('may say its origin and its TTL, and goes over several lines within parentheses', () => {
    const { records } = parse('$ORIGIN eu.example.org.', '$TTL 120', 'a A 192.0.2.1', '@ TXT ( "one; two"', '  "three" )');
    expect(records).toEqual([
      { name: 'a.eu', type: 'A', ttl: 120, values: ['192.0.2.1'] },
      { name: 'eu', type: 'TXT', ttl: 120, values: ['"one; two" "three"'] },
    ]);
  });

  it('leaves out what the provider says itself', () => {
    const { rows, records } = parse('@ IN SOA ns1 admin ( 1 2', '3 4 5 )', '@ NS ns1.example.net.', 'sub NS ns1.example.net.');
    expect(rows.map(({ line, leftOut }) => [line, leftOut === undefined])).toEqual([
      [1, false],
      [3, false],
      [4, true],
    ]);
    expect(records).toEqual([{ name: 'sub', type: 'NS', values: ['ns1.example.net.'] }]);
  });

  it('is told line by line what is wrong', () => {
    expect(
      problemsOf(
        ...[
          'a A 192.0.2.256',
          'b.example.net. A 192.0.2.1',
          'c PTR x',
          'a_ä A 192.0.2.1',
          'd 90000 A 192.0.2.1',
          '@ CNAME x.net',
        ],
        ...['e 60 A 192.0.2.1', 'e 70 A 192.0.2.2', 'e 60 A 192.0.2.1', 'e CNAME x.net', 'f CNAME x.net', 'f CNAME y.net', 'g'],
      ),
    ).toEqual([
      '1: "192.0.2.256" is not an IPv4 address',
      '2: "b.example.net." is outside of example.org',
      '3: "PTR" is no type that is kept: A, AAAA, CNAME, TXT, MX, NS, SRV, CAA',
      '4: "a_ä" is no name of a record',
      '5: has a TTL that is not from 1 to 86400',
      '6: cannot be a CNAME at the domain itself',
      '8: has another TTL than line 7, and one record has one',
      '9: is the same as line 7',
      '10: a CNAME is alone at its name, and line 7 is there too',
      '12: a CNAME has one value, and line 11 has one',
      '13: "" is no type that is kept: A, AAAA, CNAME, TXT, MX, NS, SRV, CAA',
    ]);
  });
});

describe('a table', () => {
  it('has its columns in the order of its heading', () => {
    const { records } = parse(
      'Type,Name,Content,TTL,Priority',
      'A,www,192.0.2.1,60,',
      'MX,example.org,mail,,10',
      'TXT,@,"v=spf1 -all, ""x""",,',
    );
    expect(records).toEqual([
      { name: 'www', type: 'A', ttl: 60, values: ['192.0.2.1'] },
      { name: '@', type: 'MX', values: ['10 mail.example.org'] },
      { name: '@', type: 'TXT', values: ['v=spf1 -all, "x"'] },
    ]);
    expect(parse('name\ttype\tvalue', 'a\tA\t192.0.2.1').records).toHaveLength(1);
  });

  it('is told line by line what is wrong', () => {
    expect(problemsOf('name,type,value', ',A,192.0.2.1', 'a,A,x')).toEqual([
      '2: has no name; @ is the domain itself',
      '3: "x" is not an IPv4 address',
    ]);
  });
});

it('is nothing where nothing is pasted', () => {
  expect(parse('', '; nothing')).toEqual({ rows: [], records: [] });
});
