/** Load balancers as forms have them. */
import type { V1LoadBalancer, V1LoadBalancerCreate, V1LoadBalancerUpdate } from '@moorage/sdk/types';

export const balancerKinds = ['public', 'glueops'] as const;
export type BalancerKind = (typeof balancerKinds)[number];

const kindTexts: Readonly<Record<BalancerKind, string>> = {
  public: 'for the apps of a cluster, whoever uses them',
  glueops: 'for the tools of the platform in a cluster',
};

/** What load balancers of a kind are for. */
export function kindText(kind: BalancerKind): string {
  return kindTexts[kind];
}

export interface BalancerDraft {
  readonly name: string;
  readonly kind: BalancerKind;
  readonly publicIp: string;
  readonly privateIp: string;
}

export const emptyBalancer: BalancerDraft = { name: '', kind: 'public', publicIp: '', privateIp: '' };

export function draftOfBalancer({ name, kind, ...row }: V1LoadBalancer): BalancerDraft {
  return { name, kind, publicIp: row.public_ip_address, privateIp: row.private_ip_address };
}

/** What may be absent is left out. */
export function balancerOfDraft({ name, kind, ...draft }: BalancerDraft): V1LoadBalancerCreate {
  const [publicIp, privateIp] = [draft.publicIp.trim(), draft.privateIp.trim()];
  return {
    ...{ name: name.trim(), kind },
    ...(publicIp === '' ? {} : { public_ip_address: publicIp }),
    ...(privateIp === '' ? {} : { private_ip_address: privateIp }),
  };
}

/** Only what is different; what was emptied is cleared. */
export function changeOfBalancer(before: V1LoadBalancer, draft: BalancerDraft): V1LoadBalancerUpdate {
  const [name, publicIp, privateIp] = [draft.name.trim(), draft.publicIp.trim(), draft.privateIp.trim()];
  return {
    ...(name === before.name ? {} : { name }),
    ...(draft.kind === before.kind ? {} : { kind: draft.kind }),
    ...(publicIp === before.public_ip_address ? {} : { public_ip_address: publicIp === '' ? null : publicIp }),
    ...(privateIp === before.private_ip_address ? {} : { private_ip_address: privateIp === '' ? null : privateIp }),
  };
}
