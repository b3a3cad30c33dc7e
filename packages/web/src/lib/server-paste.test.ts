import { describe, expect, it } from 'vitest';
import { parseServers, type PasteContext } from './server-paste.ts';

const sshKeys = [
  { id: 'k1', name: 'nodes', fingerprint: 'SHA256:a' },
  { id: 'k2', name: 'bastions', fingerprint: 'SHA256:b' },
  { id: 'k3', name: 'twin', fingerprint: 'SHA256:c' },
  { id: 'k4', name: 'twin', fingerprint: 'SHA256:d' },
];
const context: PasteContext = { role: 'worker', user: 'root', keyId: 'k1', sshKeys };
const serversOf = (text: string) => parseServers(text, context).map(({ server }) => server);
const problemsOf = (text: string, more: Partial<PasteContext> = {}) =>
  parseServers(text, { ...context, ...more }).map(({ line, problems }) => [line, ...problems]);

describe('servers, one a line', () => {
  it('have a name, addresses, and what else is said', () => {
    const text =
      '# the fleet\n\nnode-1 10.0.0.1\nnode-2   10.0.0.2 203.0.113.2 role=bastion user=ops key=bastions\n10.0.0.3 fd00::3';
    const of = { ssh_user: 'root', ssh_key_id: 'k1', role: 'worker' };
    expect(serversOf(text)).toEqual([
      { hostname: 'node-1', private_ip_address: '10.0.0.1', ...of },
      {
        ...{ hostname: 'node-2', private_ip_address: '10.0.0.2', public_ip_address: '203.0.113.2' },
        ...{ role: 'bastion', ssh_user: 'ops', ssh_key_id: 'k2' },
      },
      { private_ip_address: '10.0.0.3', public_ip_address: 'fd00::3', ...of },
    ]);
  });

  it('are told what is wrong, by the number of the line', () => {
    const text = [
      ...['no_name 10.0.0.1', 'node-2', 'node-3 10.0.0.256', 'node-4 10.0.0.4 role=boss', 'node-5 10.0.0.5 role=bastion'],
      ...['node-6 10.0.0.6 key=other', 'node-7 10.0.0.7 key=twin', 'node-8 10.0.0.8 user=-x', 'node-9 10.0.0.9 zone=b'],
      ...['node-10 10.0.0.10 203.0.113.1 more', 'node-11 224.0.0.1', 'node-12 ff02::1', 'node-13 0.0.0.0'],
    ];
    expect(problemsOf(text.join('\n'))).toEqual([
      [1, '"no_name" is no host name'],
      [2, 'has no private address'],
      [3, '"10.0.0.256" is no address of a host'],
      [4, '"boss" is no role: master, worker, bastion'],
      [5, 'a bastion needs a public address'],
      [6, 'there is no one SSH key "other"'],
      [7, 'there is no one SSH key "twin"'],
      [8, '"-x" is no user'],
      [9, 'nothing is called "zone"'],
      [10, '"more" is too much'],
      [11, '"224.0.0.1" is no address of a host'],
      [12, '"ff02::1" is no address of a host'],
      [13, '"0.0.0.0" is no address of a host'],
    ]);
    expect(problemsOf('node-1 10.0.0.1', { keyId: '' })).toEqual([[1, 'has no SSH key']]);
  });

  it('are not the same twice', () => {
    expect(problemsOf('node-1 10.0.0.1\nnode-2 10.0.0.1\nnode-1 10.0.0.1')).toEqual([[1], [2], [3, 'is the same as line 1']]);
  });
});

describe('servers as a table', () => {
  it('have their columns in the order of the heading, whatever separates them', () => {
    const wanted = [
      {
        ...{ hostname: 'node-1', private_ip_address: '10.0.0.1', public_ip_address: '203.0.113.1' },
        ...{ ssh_user: 'root', ssh_key_id: 'k2', role: 'master' },
      },
      { hostname: 'node-2', private_ip_address: '10.0.0.2', ssh_user: 'root', ssh_key_id: 'k1', role: 'worker' },
    ];
    const table = [
      ['Role', 'Hostname', 'Private IP', 'public_ip_address', 'SSH key'],
      ['Master', '"node-1"', '10.0.0.1', '203.0.113.1', 'bastions'],
      ['', 'node-2', '10.0.0.2', '', ''],
    ];
    for (const separator of [',', ';', '\t']) {
      expect(serversOf(table.map((row) => row.join(separator)).join('\r\n'))).toEqual(wanted);
    }
  });

  it('may have no heading, and quote what holds a separator', () => {
    expect(serversOf('node-1,10.0.0.1,,worker')).toMatchObject([{ hostname: 'node-1', private_ip_address: '10.0.0.1' }]);
    expect(problemsOf('node-1,10.0.0.1,,worker,root,"a, ""b"""')).toEqual([[1, 'there is no one SSH key "a, "b""']]);
  });

  it('are told of columns too many', () => {
    expect(problemsOf('hostname,private_ip\nnode-1,10.0.0.1,x')).toEqual([[2, 'has 3 columns, not 2']]);
  });
});

it('is nothing where nothing is pasted', () => {
  expect(parseServers('\n  \n# only a word\n', context)).toEqual([]);
});
