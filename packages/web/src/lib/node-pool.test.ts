import type { V1Server } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { choiceOf } from './node-pool.ts';

const times = { organization_id: 'o1', created_at: '2026-03-01T10:00:00Z', updated_at: '2026-03-01T10:00:00Z' };

it('offers servers by name and what is marked as kubectl writes it', () => {
  const server: V1Server = {
    ...{ id: 's1', hostname: '', private_ip_address: '10.0.0.1', ssh_user: 'root', ssh_key_id: 'k1', ...times },
    ...{ role: 'worker', status: 'ready' },
  };
  expect(choiceOf(server)).toEqual({ id: 's1', label: '10.0.0.1', note: 'worker, 10.0.0.1' });
  expect(choiceOf({ id: 't1', key: 'spot', value: '', effect: 'NoExecute', ...times })).toEqual({
    id: 't1',
    label: 'spot:NoExecute',
  });
});
