/** The network of the cluster as one service: names, service addresses and the ingress over one view of the objects. */
import type { Service } from '@moorage/core/lifecycle';
import { createIngress, type IngressOptions } from './ingress.ts';
import type { AddressRange } from '../node/loopback-slice.rules.ts';
import { createNamesFile } from './names-file.ts';
import { createNetworkState } from './network-state.ts';
import { createServiceProxy } from './service-proxy.ts';

export interface NetworkOptions extends Omit<IngressOptions, 'state'> {
  /** Where names of services are written for the programs in pods. */
  readonly hostsFile: string;
  readonly portFloor: number;
  /** The cluster's own service addresses; undefined where services cannot have any. */
  readonly serviceRange: AddressRange | undefined;
}

export interface Network extends Service {
  address(): { readonly host: string; readonly port: number };
  /** To be started before the node, so that the first pods find the services by name. */
  readonly names: Service;
}

export function createNetwork(options: NetworkOptions): Network {
  const state = createNetworkState(options);
  const hosts = createNamesFile({ path: options.hostsFile, range: options.serviceRange }, state, options.log);
  const proxy = createServiceProxy(state, options.log, { range: options.serviceRange, portFloor: options.portFloor });
  const ingress = createIngress({ ...options, state });
  return {
    name: 'embedded network',
    address: () => ingress.address(),
    names: {
      ...hosts,
      async start() {
        state.start();
        await hosts.start();
      },
      async stop() {
        await hosts.stop();
        state.stop();
      },
    },
    async start() {
      await proxy.start();
      await ingress.start();
    },
    async stop() {
      await ingress.stop();
      await proxy.stop();
    },
    status: () => ({ state: ingress.status().state, ingress: ingress.status(), proxy: proxy.status() }),
  };
}
