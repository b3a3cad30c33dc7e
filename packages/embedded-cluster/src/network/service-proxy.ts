/**
 * Services at their cluster address.
 *
 * For every TCP port of a service whose ClusterIP is a loopback address of ours there is a listener that carries connections to
 * ready pods in turn. Pods resolve the service's name to that address, so `http://api:8080` works between them. A pod that refuses
 * is skipped; when none is ready the connection is closed, as in a cluster.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Service as LifecycleService, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { keyOf } from '@moorage/kube/objects';
import { boundPort } from '../node/port-floor.ts';
import type { Backend, Service, ServicePort } from './backends.rules.ts';
import { isInRange, type AddressRange } from '../node/loopback-slice.rules.ts';
import type { NetworkState } from './network-state.ts';
import { createRotation } from './rotation.ts';

export interface ProxyOptions {
  /** The cluster's own service addresses; others are left alone. */
  readonly range: AddressRange | undefined;
  /** See `node/port-floor.ts`. */
  readonly portFloor: number;
}

interface Listener {
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

/** A connection that was made, or undefined when the pod refused. */
function dial(backend: Backend): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: backend.ip, port: backend.port, allowHalfOpen: true, noDelay: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.once('close', () => {
      if (!to.writableEnded) to.destroy();
    });
  }
}

interface Wanted {
  readonly service: string;
  readonly namespace: string;
  readonly portNumber: number;
  readonly ip: string;
}

function wantedOf(service: Service, range: AddressRange | undefined): [string, Wanted][] {
  const { clusterIP, ports = [] } = service.spec;
  if (range === undefined || !isInRange(clusterIP, range) || service.metadata.deletionTimestamp !== undefined) return [];
  const { name, namespace = 'default' } = service.metadata;
  return ports
    .filter((port) => (port.protocol ?? 'TCP') === 'TCP')
    .map((port) => [`${clusterIP}:${port.port}`, { service: name, namespace, portNumber: port.port, ip: clusterIP }]);
}

export function createServiceProxy(state: NetworkState, log: Log, options: ProxyOptions): LifecycleService {
  const listeners = new Map<string, Listener>();
  const refused = new Set<string>();
  const rotation = createRotation();
  let lifecycle: ServiceStatus['state'] = 'stopped';

  function portOf(wanted: Wanted): { service: Service; port: ServicePort } | undefined {
    const service = state.findService(wanted.namespace, wanted.service);
    const port = service?.spec.ports?.find((candidate) => candidate.port === wanted.portNumber);
    return service === undefined || port === undefined ? undefined : { service, port };
  }

  async function carry(client: Socket, wanted: Wanted, sockets: Set<Socket>): Promise<void> {
    const found = portOf(wanted);
    const ready = found === undefined ? [] : state.backends(found.service, found.port).ready;
    for (const backend of rotation.order(`${wanted.namespace}/${wanted.service}:${wanted.portNumber}`, ready)) {
      const upstream = await dial(backend);
      if (upstream === undefined) continue;
      sockets.add(upstream);
      upstream.once('close', () => sockets.delete(upstream));
      if (client.destroyed) upstream.destroy();
      else join(client, upstream);
      return;
    }
    client.resetAndDestroy();
  }

  function open(address: string, wanted: Wanted): void {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
      sockets.add(client);
      client.once('close', () => sockets.delete(client));
      client.on('error', () => client.destroy());
      void carry(client, wanted, sockets);
    });
    server.on('error', (error) => {
      // Tried again with the next change, complained about once.
      listeners.delete(address);
      if (refused.has(address)) return;
      refused.add(address);
      log.warn('service address cannot be used', { address, service: `${wanted.namespace}/${wanted.service}`, error });
    });
    server.listen(boundPort(wanted.portNumber, options.portFloor), wanted.ip);
    listeners.set(address, { server, sockets });
  }

  function close(address: string, listener: Listener): void {
    listeners.delete(address);
    listener.server.close();
    for (const socket of listener.sockets) socket.destroy();
  }

  function sync(): void {
    if (lifecycle !== 'running') return;
    const wanted = new Map(state.services().flatMap((service) => wantedOf(service, options.range)));
    for (const [address, listener] of listeners) if (!wanted.has(address)) close(address, listener);
    for (const [address, target] of wanted) if (!listeners.has(address)) open(address, target);
  }

  state.onChange(sync);
  return {
    name: 'embedded service proxy',
    async start() {
      lifecycle = 'running';
      sync();
    },
    async stop() {
      lifecycle = 'stopped';
      for (const [address, listener] of listeners) close(address, listener);
    },
    status: () => ({ state: lifecycle, addresses: listeners.size, services: state.services().map(keyOf).length }),
  };
}
