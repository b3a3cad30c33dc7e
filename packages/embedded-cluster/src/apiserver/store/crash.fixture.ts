/** Writes objects as fast as it can until it is killed, telling of each write once it is done. Run by the store's test. */
import { writeSync } from 'node:fs';
import { openDurableLog } from './durable.ts';
import { createStore } from './store.ts';

const store = createStore(openDurableLog(process.argv[2] ?? ''));
for (let count = 1; ; count += 1) {
  const stored = store.put('/things', {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name: `thing-${count % 50}` },
    spec: { count },
  });
  writeSync(1, `${count} ${stored.metadata.resourceVersion}\n`);
}
