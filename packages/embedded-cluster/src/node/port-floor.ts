/**
 * Ports that only root may bind.
 *
 * Services and containers like port 80; an ordinary user cannot listen there. Then everything that the cluster binds or reaches
 * on a pod or service address below the floor is 20000 higher: port 80 of a pod is really 20080. Node programs follow by
 * themselves (preload), clients of the ingress and of `kubectl port-forward` do not notice.
 */
import { readFileSync } from 'node:fs';

const shift = 20_000;
const usualFloor = 1024;

/** The first port that this process may bind; 0 when it may bind all. */
export function readPortFloor(): number {
  if (process.getuid?.() === 0) return 0;
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));
  } catch {
    return usualFloor;
  }
}

/** Where a port really is. */
export function boundPort(port: number, floor: number): number {
  return port > 0 && port < floor ? port + shift : port;
}
