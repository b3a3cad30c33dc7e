/** A TCP proxy that breaks connections on demand: what networks do to long-lived watches. */
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** Breaks every connection; gives how many there were. */
  cut(): number;
  /** While true, connections stay open and not a byte passes: a half-open connection. */
  freeze(isFrozen: boolean): void;
  /** Where new connections lead from now on. */
  retarget(port: number): void;
  stop(): Promise<void>;
}

/** Listens on a free loopback port and passes everything on. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let target = targetPort;
  let isFrozen = false;
  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    if (isFrozen) from.pause();
    from.on('data', (chunk) => {
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => isFrozen || from.resume());
      }
    });
    from.on('error', () => to.destroy());
    from.on('end', () => to.end());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  }
  const server = createServer({ allowHalfOpen: true }, (incoming) => {
    const outgoing = connect(target, '127.0.0.1');
    join(incoming, outgoing);
    join(outgoing, incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): number => {
    const count = sockets.size / 2;
    for (const socket of sockets) socket.destroy();
    return count;
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    freeze(frozen) {
      isFrozen = frozen;
      for (const socket of sockets)
        if (frozen) socket.pause();
        else socket.resume();
    },
    retarget: (port) => void (target = port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
