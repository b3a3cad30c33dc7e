/** Makes the calls of {@link createSyncCaller}, one at a time, and wakes who waits for the answer. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { messageOf } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { createRealApi } from './real-api.ts';

interface Wiring {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
  readonly port: MessagePort;
  readonly signal: Int32Array<SharedArrayBuffer>;
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const { server, ca, token, port, signal }: Wiring = workerData;
const api = createRealApi({ server, ca, token: new Secret(token) });

port.on('message', (call: Call) => {
  void api
    .call(call.method, call.path, call.body)
    .catch((error: unknown) => ({ failure: messageOf(error) }))
    .then((answer) => {
      port.postMessage({ ...answer, id: call.id });
      // Never back: an earlier one may be answered after this.
      Atomics.store(signal, 0, Math.max(call.id, Atomics.load(signal, 0)));
      Atomics.notify(signal, 0);
    });
});
