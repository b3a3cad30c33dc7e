/** The names under which services and pods are found: what a cluster's DNS would answer, as lines of a hosts file. */
import { isInRange, type AddressRange } from '../node/loopback-slice.rules.ts';
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

/**
 * One line an address, sorted, so that the file changes only when a name does. A service whose address is not served (it is not of
 * this cluster's range, or there are none) has the addresses of its pods, as a headless one.
 */
export function planNames(services: readonly Service[], pods: readonly Pod[], range: AddressRange | undefined): string {
  const lines = services.flatMap((service) => {
    const name = `${service.metadata.name}.${service.metadata.namespace ?? 'default'}.${clusterDomain}`;
    const { clusterIP } = service.spec;
    if (clusterIP === undefined || clusterIP === '') return [];
    const isServed = range !== undefined && isInRange(clusterIP, range);
    return isServed ? [`${clusterIP} ${name}`] : headlessLines(service, name, pods);
  });
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}
