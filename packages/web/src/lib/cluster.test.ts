import type { V1Cluster, V1LoadBalancer } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { choiceOfRecordSet, clusterOfDraft, draftOfCluster, inSlot, lacksOfCluster, reasonOfCluster } from './cluster.ts';

const times = { created_at: '2026-03-01T10:00:00Z', updated_at: '2026-03-01T10:00:00Z' };
const cluster: V1Cluster = {
  ...{ id: 'c1', name: 'prod', base_url: 'https://moorage.test/api/v1', cluster_provider: 'aws', region: 'eu', ...times },
  ...{ status: 'incomplete', last_error: '', docker_image: 'images.test/run', docker_tag: 'v1' },
};
const loadBalancer: V1LoadBalancer = {
  ...{ id: 'l1', organization_id: 'o1', name: 'front', kind: 'public', ...times },
  ...{ public_ip_address: '203.0.113.9', private_ip_address: '' },
};

describe('what a cluster lacks', () => {
  it('is told one by one', () => {
    const last_error = 'A run would not find all it needs: there is no bastion; no server is a master.';
    expect(lacksOfCluster({ status: 'incomplete', last_error })).toEqual(['there is no bastion', 'no server is a master']);
  });

  it('is nothing where it lacks nothing, or says something else', () => {
    expect(lacksOfCluster({ status: 'pending', last_error: '' })).toEqual([]);
    expect(lacksOfCluster({ status: 'failed', last_error: 'a: b; c' })).toEqual([]);
    expect(reasonOfCluster({ status: 'failed', last_error: 'The run ended with 2.' })).toBe('The run ended with 2.');
  });
});

it('names what is in each place', () => {
  expect(inSlot(cluster, 'apps_load_balancer')).toBeUndefined();
  expect(inSlot({ ...cluster, apps_load_balancer: loadBalancer }, 'apps_load_balancer')).toEqual({
    ...{ id: 'l1', label: 'front', note: '203.0.113.9' },
  });
});

it('writes names of records in full', () => {
  const record = {
    id: 'r1',
    domain_id: 'd1',
    name: '@',
    type: 'A',
    values: ['203.0.113.1'],
    fingerprint: '',
    last_error: '',
    ...times,
  };
  const whole = { ...record, status: 'ready', owner: 'autoglue' } as const;
  expect(choiceOfRecordSet(whole, 'example.org')).toEqual({ id: 'r1', label: 'example.org', note: 'A 203.0.113.1' });
  expect(choiceOfRecordSet({ ...whole, name: 'ctrp' }, 'example.org').label).toBe('ctrp.example.org');
});

it('makes of a form what it was made of', () => {
  expect(clusterOfDraft(draftOfCluster(cluster))).toEqual({
    ...{ name: 'prod', cluster_provider: 'aws', region: 'eu', docker_image: 'images.test/run', docker_tag: 'v1' },
  });
  expect(draftOfCluster(undefined).name).toBe('');
});
