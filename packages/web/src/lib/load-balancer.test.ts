import type { V1LoadBalancer } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { balancerOfDraft, changeOfBalancer, draftOfBalancer, emptyBalancer } from './load-balancer.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z' };
const edge: V1LoadBalancer = {
  ...{ id: 'lb', organization_id: 'org', name: 'edge', kind: 'public', ...times },
  ...{ public_ip_address: '192.0.2.7', private_ip_address: '' },
};

it('leaves out of a load balancer what it does not have', () => {
  const draft = { ...emptyBalancer, name: ' edge ', publicIp: ' 192.0.2.7' };
  expect(balancerOfDraft(draft)).toEqual({ name: 'edge', kind: 'public', public_ip_address: '192.0.2.7' });
});

it('changes only what is different, and clears what was emptied', () => {
  const draft = draftOfBalancer(edge);
  expect(changeOfBalancer(edge, draft)).toEqual({});
  expect(changeOfBalancer(edge, { ...draft, publicIp: '', kind: 'glueops' })).toEqual({
    public_ip_address: null,
    kind: 'glueops',
  });
  expect(changeOfBalancer(edge, { ...draft, name: 'edge-2 ', privateIp: '10.0.0.7' })).toEqual({
    name: 'edge-2',
    private_ip_address: '10.0.0.7',
  });
});
