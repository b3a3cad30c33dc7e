/** Servers in words: their names, and why their status is what it is. */
import type { V1Server, V1ServerCreate, V1ServerUpdate } from '@moorage/sdk/types';

export const serverRoles = ['master', 'worker', 'bastion'] as const;
export type ServerRole = (typeof serverRoles)[number];
export const serverStatuses = ['pending', 'provisioning', 'ready', 'failed'] as const;
export type ServerStatus = (typeof serverStatuses)[number];

/** Some are known by their address only. */
export function nameOfServer(server: Pick<V1Server, 'hostname' | 'private_ip_address'>): string {
  return server.hostname === '' ? server.private_ip_address : server.hostname;
}

const bastionReasons: Readonly<Record<ServerStatus, string>> = {
  pending: 'Waits to be set up.',
  provisioning: 'Is being set up.',
  ready: 'Is set up.',
  failed: 'Could not be set up; its log says why.',
};
const nodeReasons: Readonly<Record<ServerStatus, string>> = {
  pending: 'Described, and not yet set up by a cluster.',
  provisioning: 'Is being set up by its cluster.',
  ready: 'Is set up.',
  failed: 'Its cluster could not set it up.',
};

export function reasonOfServer({ role, status }: Pick<V1Server, 'role' | 'status'>): string {
  return (role === 'bastion' ? bastionReasons : nodeReasons)[status];
}

/** What stands in the form of a server. */
export interface ServerDraft {
  readonly hostname: string;
  readonly privateIp: string;
  readonly publicIp: string;
  readonly user: string;
  readonly keyId: string;
  readonly role: ServerRole;
}

export const emptyServer: ServerDraft = { hostname: '', privateIp: '', publicIp: '', user: 'root', keyId: '', role: 'worker' };

export function draftOfServer(server: V1Server): ServerDraft {
  const { hostname, private_ip_address: privateIp, ssh_user: user, ssh_key_id: keyId, role } = server;
  return { hostname, privateIp, publicIp: server.public_ip_address ?? '', user, keyId, role };
}

/** The description that a form makes; what may be absent is left out. */
export function serverOfDraft(draft: ServerDraft): V1ServerCreate {
  const [hostname, publicIp] = [draft.hostname.trim(), draft.publicIp.trim()];
  return {
    ...(hostname === '' ? {} : { hostname }),
    private_ip_address: draft.privateIp.trim(),
    ...(publicIp === '' ? {} : { public_ip_address: publicIp }),
    ...{ ssh_user: draft.user.trim(), ssh_key_id: draft.keyId, role: draft.role },
  };
}

/** Only what is different; what was emptied is cleared. */
export function changeOfServer(before: V1Server, draft: ServerDraft): V1ServerUpdate {
  const now = {
    hostname: draft.hostname.trim(),
    private_ip_address: draft.privateIp.trim(),
    public_ip_address: draft.publicIp.trim(),
    ...{ ssh_user: draft.user.trim(), ssh_key_id: draft.keyId, role: draft.role },
  };
  const was = { ...before, public_ip_address: before.public_ip_address ?? '' };
  const isChanged = (field: keyof typeof now): boolean => now[field] !== was[field];
  return {
    ...(isChanged('hostname') ? { hostname: now.hostname === '' ? null : now.hostname } : {}),
    ...(isChanged('private_ip_address') ? { private_ip_address: now.private_ip_address } : {}),
    ...(isChanged('public_ip_address') ? { public_ip_address: now.public_ip_address === '' ? null : now.public_ip_address } : {}),
    ...(isChanged('ssh_user') ? { ssh_user: now.ssh_user } : {}),
    ...(isChanged('ssh_key_id') ? { ssh_key_id: now.ssh_key_id } : {}),
    ...(isChanged('role') ? { role: now.role } : {}),
  };
}
