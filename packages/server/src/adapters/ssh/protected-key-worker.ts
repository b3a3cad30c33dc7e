/** Opens one protected private key in a thread of its own, where it holds up nobody and can be ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { readPrivateKey } from './private-key.ts';

const port = parentPort;
const { text, passphrase } = workerData;
if (typeof text === 'string' && typeof passphrase === 'string') port?.postMessage(readPrivateKey(text, passphrase));
