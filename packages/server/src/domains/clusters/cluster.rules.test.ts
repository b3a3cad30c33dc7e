import { describe, expect, it } from 'vitest';
import { type ClusterFacts, lacksOf, problemOfClusterName, problemOfImage, problemOfTag, standingOf } from './cluster.rules.ts';

describe('the name of a cluster', () => {
  it.each(['a', 'prod', 'Prod-1', 'nonprod.example.org', 'a'.repeat(63)])('may be %s', (text) => {
    expect(problemOfClusterName(text)).toBeUndefined();
  });
  it.each(['', ' ', 'a b', '-a', 'a-', '.a', 'a..b', 'a_b', 'ä', 'a\n', 'a'.repeat(64)])('may not be %j', (text) => {
    expect(problemOfClusterName(text)).toBeDefined();
  });
});

describe('an image', () => {
  it.each([
    '',
    'nginx',
    'library/nginx',
    'ghcr.io/acme/kube',
    'localhost:5000/a/b_c',
    'localhost/a',
    '[fd00::1]:5000/a',
    'a__b/c--d',
  ])('may be %j', (text) => expect(problemOfImage(text)).toBeUndefined());
  it.each(['Nginx', 'a b', 'nginx:1', 'a/b:1', 'a@sha256:00', '/a', 'a/', 'a//b', '-x.io/a', 'a;b', '$(a)', 'https://a.io/b'])(
    'may not be %j',
    (text) => expect(problemOfImage(text)).toBeDefined(),
  );
  it.each(['', 'v1.2.3', 'latest', '_x', 'a'.repeat(128)])('has a tag like %j', (text) => {
    expect(problemOfTag(text)).toBeUndefined();
  });
  it.each(['.a', '-a', 'a b', 'a:b', 'a/b', '$(a)', 'a'.repeat(129)])('has no tag like %j', (text) => {
    expect(problemOfTag(text)).toBeDefined();
  });
});

const master = { id: '1', hostname: 'm-1', role: 'master' };
const whole: ClusterFacts = {
  captainDomainId: 'd',
  recordSet: { domainId: 'd', type: 'A' },
  hasLoadBalancer: false,
  bastion: { name: 'b-1', status: 'ready' },
  pools: [{ servers: [master] }, { servers: [master, { id: '2', hostname: '', role: 'worker' }] }],
};
const nothing: ClusterFacts = {
  ...{ captainDomainId: undefined, recordSet: undefined, bastion: undefined },
  ...{ hasLoadBalancer: false, pools: [] },
};

describe('the state of a cluster', () => {
  it('follows from what is attached', () => {
    expect(standingOf(nothing)).toEqual({ status: 'pre_pending', last_error: '' });
    expect(standingOf(whole)).toEqual({ status: 'pending', last_error: '' });
    const begun = standingOf({ ...nothing, hasLoadBalancer: true });
    expect(begun).toEqual({
      status: 'incomplete',
      last_error:
        'A run would not find all it needs: there is no captain domain; there is no control-plane record set; there is no bastion; there is no node pool.',
    });
  });

  it.each<[string, Partial<ClusterFacts>]>([
    ['there is no captain domain', { captainDomainId: undefined }],
    ['there is no control-plane record set', { recordSet: undefined }],
    ['the control-plane record set is not in the captain domain', { captainDomainId: 'e' }],
    ['the control-plane record set is of type TXT, which leads nowhere', { recordSet: { domainId: 'd', type: 'TXT' } }],
    ['there is no bastion', { bastion: undefined }],
    ['the bastion b-1 is failed, not ready', { bastion: { name: 'b-1', status: 'failed' } }],
    ['there is no node pool', { pools: [] }],
    ['no node pool has a server', { pools: [{ servers: [] }] }],
    ['no server is a master', { pools: [{ servers: [{ ...master, role: 'worker' }] }] }],
    ['several servers have the host name m-1', { pools: [{ servers: [master, { ...master, id: '2', hostname: 'M-1' }] }] }],
  ])('tells that %s', (lack, facts) => {
    expect(lacksOf({ ...whole, ...facts })).toEqual([lack]);
    expect(standingOf({ ...whole, ...facts }).status).toBe('incomplete');
  });
});
