/** The names under which services and pods are found: what a cluster's DNS would answer, as lines of a hosts file. */
import type { Pod } from '../node/pod-spec.ts';
import { isPodReady, selects, type Service } from './backends.rules.ts';

export const clusterDomain = 'svc.cluster.local';

function headlessLines(service: Service, name: string, pods: readonly Pod[]): string[] {
  const namespace = service.metadata.namespace ?? 'default';
  return pods
    .filter((pod) => (pod.metadata.namespace ?? 'default') === namespace && selects(service.spec.selector, pod.metadata.labels))
    .filter((pod) => isPodReady(pod) || (service.spec.publishNotReadyAddresses === true && pod.status?.podIP !== undefined))
    .map((pod) => {
      const own =
        pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name ? ` ${pod.spec.hostname}.${name}` : '';
      return `${pod.status?.podIP ?? ''} ${name}${own}`;
    });
}

/** One line an address, sorted, so that the file changes only when a name does. */
export function planNames(services: readonly Service[], pods: readonly Pod[]): string {
  const lines = services.flatMap((service) => {
    const name = `${service.metadata.name}.${service.metadata.namespace ?? 'default'}.${clusterDomain}`;
    const { clusterIP } = service.spec;
    if (clusterIP === undefined || clusterIP === '') return [];
    return clusterIP === 'None' ? headlessLines(service, name, pods) : [`${clusterIP} ${name}`];
  });
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}
