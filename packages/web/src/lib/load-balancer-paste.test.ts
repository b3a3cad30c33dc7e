import { expect, it } from 'vitest';
import { parseBalancers } from './load-balancer-paste.ts';

const balancersOf = (text: string) => parseBalancers(text).map(({ balancer }) => balancer);
const problemsOf = (text: string) =>
  parseBalancers(text).flatMap(({ line, problems }) => problems.map((one) => `${line}: ${one}`));

it('reads one load balancer a line', () => {
  expect(balancersOf('# ours\nedge public 203.0.113.7 10.0.0.7\n\ntools glueops - 10.0.0.8\nbare')).toEqual([
    { name: 'edge', kind: 'public', public_ip_address: '203.0.113.7', private_ip_address: '10.0.0.7' },
    { name: 'tools', kind: 'glueops', private_ip_address: '10.0.0.8' },
    { name: 'bare', kind: 'public' },
  ]);
});

it('reads a table by its heading', () => {
  expect(balancersOf('Kind,Name,Private IP\npublic,"edge, old",10.0.0.7')).toEqual([
    { name: 'edge, old', kind: 'public', private_ip_address: '10.0.0.7' },
  ]);
});

it('says line by line what is wrong', () => {
  expect(problemsOf('edge other\nedge public 10.0.0\na public - - more\nb\nb\nname;kind\n;public')).toEqual([
    '1: "other" is no kind: public, glueops',
    '2: "10.0.0" is no address',
    '3: has 5 columns, not 4',
    '5: has the name of line 4',
    '6: "kind" is no kind: public, glueops',
    '7: has no name',
  ]);
});
