/**
 * Where copies run and what they may do there.
 *
 * Spread is part of every template, also of a single copy's: it means nothing for one, and a template that changed with the number
 * of copies would roll them all whenever that crosses one.
 */
import type { SpreadRule, UserDeployment, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import type { OperatorSettings } from '../settings.ts';
import { selectorOf } from './desired.ts';

function constraint(topologyKey: string, rule: SpreadRule, matchLabels: Readonly<Record<string, string>>): object[] {
  if (rule === 'off') return [];
  return [
    {
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: rule === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway',
      labelSelector: { matchLabels },
      // Each version is spread by itself: the old one's copies are about to go.
      matchLabelKeys: ['pod-template-hash'],
    },
  ];
}

/** Over machines and zones; a service with a volume has one copy and a place it cannot choose. */
export function planSpread(root: UserDeployment, service: UserDeploymentService): object[] {
  if ((service.volumes ?? []).length > 0) return [];
  const { hostname = 'preferred', zone = 'preferred' } = service.spread ?? {};
  const matchLabels = selectorOf(root, service.name);
  return [
    ...constraint('topology.kubernetes.io/zone', zone, matchLabels),
    ...constraint('kubernetes.io/hostname', hostname, matchLabels),
  ];
}

/** Nothing that the restricted pod security standard forbids, in any tier; a low port is the one thing that it lets through. */
export function containerSecurity(service: UserDeploymentService): object {
  const needsLowPort = (service.ports ?? []).some((port) => port.containerPort < 1024);
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    capabilities: { drop: ['ALL'], ...(needsLowPort ? { add: ['NET_BIND_SERVICE'] } : {}) },
  };
}

/** Root is refused below the enterprise tier by the rules; without a user the image's own must not be root either. */
export function podSecurity(root: UserDeployment, service: UserDeploymentService, settings: OperatorSettings): object {
  const user = service.runAsUser ?? settings.defaultRunAsUser;
  const mayBeRoot = settings.podSecurity === 'baseline' || (root.spec?.tier === 'enterprise' && user === 0);
  const isNonRoot = user === undefined ? !mayBeRoot : user !== 0;
  return {
    seccompProfile: { type: 'RuntimeDefault' },
    ...(user === undefined ? {} : { runAsUser: user }),
    ...(isNonRoot ? { runAsNonRoot: true } : {}),
    ...(user === undefined || (service.volumes ?? []).length === 0 ? {} : { fsGroup: user }),
  };
}
