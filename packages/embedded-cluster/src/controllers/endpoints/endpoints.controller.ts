/** Drives {@link planServiceEndpoints}; a Service that is gone takes its Endpoints with it, slices go by their owner. */
import { keyOf, type KubeObject, parseKey } from '@moorage/kube/objects';
import { removal } from '../framework/actions.ts';
import { allKeys, type ControllerDeps } from '../framework/controller-deps.ts';
import { kinds, read, readAll } from '../framework/kinds.ts';
import type { Controller } from '../framework/runner.ts';
import { matchesLabelMap } from '../framework/selectors.ts';
import { managedByLabel, managedByValue, planServiceEndpoints, serviceNameLabel } from './endpoints.plan.ts';

export function createEndpointsController(deps: ControllerDeps): Controller {
  const { api } = deps;
  /** Relabelled pods are found by the addresses that they left behind. */
  const servicesOf = (pod: KubeObject): readonly string[] => {
    const namespace = pod.metadata.namespace ?? '';
    const selecting = readAll(api, kinds.service, { namespace })
      .filter((service) => matchesLabelMap(service.spec.selector, pod.metadata.labels))
      .map(keyOf);
    const listed = readAll(api, kinds.endpointSlice, { namespace })
      .filter((slice) => slice.endpoints?.some((endpoint) => endpoint.targetRef?.uid === pod.metadata.uid))
      .flatMap((slice) => slice.metadata.labels?.[serviceNameLabel] ?? []);
    return [...new Set([...selecting, ...listed.map((name) => `${namespace}/${name}`)])];
  };
  return {
    name: 'endpoints',
    watches: [
      { resource: kinds.service },
      { resource: kinds.pod, keys: servicesOf },
      { resource: kinds.endpoints, keys: (object, event) => (event.type === 'ADDED' ? [] : [keyOf(object)]) },
    ],
    keys: allKeys(api, kinds.service),
    reconcile(key) {
      const at = parseKey(key);
      const service = read(api, kinds.service, at);
      const endpoints = read(api, kinds.endpoints, at);
      if (service === undefined) {
        if (endpoints !== undefined && !hasOwnKeeper(endpoints)) deps.execute([removal(kinds.endpoints, endpoints)]);
        return undefined;
      }
      const namespace = at.namespace ?? '';
      const selector = `${serviceNameLabel}=${at.name},${managedByLabel}=${managedByValue}`;
      const actions = planServiceEndpoints({
        service,
        pods: readAll(api, kinds.pod, { namespace }),
        endpoints,
        slices: readAll(api, kinds.endpointSlice, { namespace, labelSelector: selector }),
        newSuffix: () => deps.ids.name(5),
      });
      deps.execute(actions);
      return undefined;
    },
  };
}

/** Endpoints of leader elections and other hand-kept ones have no pods behind them and are not ours to delete. */
function hasOwnKeeper(endpoints: KubeObject): boolean {
  return endpoints.metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] !== undefined;
}
