import type { V1Server } from '@moorage/sdk/types';
import { expect, it } from 'vitest';
import { changeOfServer, draftOfServer, nameOfServer, reasonOfServer, serverOfDraft } from './server.ts';

const server: V1Server = {
  ...{ id: 's1', organization_id: 'o1', hostname: 'node-1', private_ip_address: '10.0.0.1', public_ip_address: '203.0.113.1' },
  ...{ ssh_user: 'root', ssh_key_id: 'k1', role: 'worker', status: 'pending' },
  ...{ created_at: '2026-03-01T10:00:00Z', updated_at: '2026-03-01T10:00:00Z' },
};

it('sends only what was changed, and clears what was emptied', () => {
  const draft = draftOfServer(server);
  expect(changeOfServer(server, draft)).toEqual({});
  expect(changeOfServer(server, { ...draft, hostname: ' ', publicIp: '', role: 'master' })).toEqual({
    ...{ hostname: null, public_ip_address: null, role: 'master' },
  });
});

it('leaves out what a new one has not', () => {
  const draft = { ...draftOfServer(server), hostname: '', publicIp: ' ', privateIp: ' 10.0.0.2 ' };
  expect(serverOfDraft(draft)).toEqual({ private_ip_address: '10.0.0.2', ssh_user: 'root', ssh_key_id: 'k1', role: 'worker' });
});

it('is called by its address where it has no name', () => {
  expect([nameOfServer(server), nameOfServer({ ...server, hostname: '' })]).toEqual(['node-1', '10.0.0.1']);
});

it('says why a status is what it is, of a bastion otherwise than of a node', () => {
  expect(reasonOfServer(server)).not.toBe(reasonOfServer({ ...server, role: 'bastion' }));
});
