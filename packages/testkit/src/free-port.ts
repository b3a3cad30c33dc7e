/** Ports for programs that cannot say which one they got. */
import { createServer } from 'node:net';

/** Free when it was asked; whoever listens next on a free port of its own hardly gets the same. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
