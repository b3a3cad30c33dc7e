/** The stand-alone operator. */
import { MessageChannel } from 'node:worker_threads';
import { systemClock } from '@moorage/core/clock';
import { errorCatalogue, toAppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { createLifecycle } from '@moorage/core/lifecycle';
import { createLog, type Log } from '@moorage/core/log';
import { createKubeClient } from '@moorage/kube/client/client';
import { type Connection, inClusterConnection } from '@moorage/kube/client/connection';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { createOperator } from './app.ts';
import { type OperatorProcessConfig, readOperatorConfig } from './config.ts';
import { createHealthListener, createMetricsListener } from './listeners.ts';

async function connectionOf(config: OperatorProcessConfig): Promise<Connection> {
  if (config.kubeconfig === undefined) return inClusterConnection(config.cluster);
  const { readKubeconfig } = await import('@moorage/kube/client/kubeconfig');
  return (await readKubeconfig(config.kubeconfig)).connection;
}

/** The clock's timers keep no process alive, and while it waits for the API to serve a definition nothing else might. */
function stayAlive(): () => void {
  const { port1, port2 } = new MessageChannel();
  port1.ref();
  return () => {
    port1.close();
    port2.close();
  };
}

async function run(config: OperatorProcessConfig, log: Log): Promise<void> {
  const clock = systemClock;
  const ids = createIds(clock);
  const client = createKubeClient({
    connection: await connectionOf(config),
    clock,
    ids,
    userAgent: 'moorage-operator',
    rate: { perSecond: config.rate, burst: config.rate * 2 },
  });
  if (config.installCrds) await installCrds(client, { clock });
  const operator = createOperator({ client, log, clock, ids, config: config.operator });
  const listeners = [
    ...(config.healthAddress === undefined ? [] : [createHealthListener(config.healthAddress, operator)]),
    ...(config.metricsAddress === undefined ? [] : [createMetricsListener(config.metricsAddress, operator)]),
  ];
  const lifecycle = createLifecycle([...listeners, operator], { log, clock });
  const stopRequested = Promise.withResolvers<string>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopRequested.resolve(signal));
  process.on('SIGHUP', () => operator.resync());
  const started = lifecycle.start().then(() => log.info('operator runs', { domain: config.operator.deploymentDomain }));
  const signal = await Promise.race([stopRequested.promise, started.then(() => stopRequested.promise)]);
  log.info('operator stops', { signal });
  await lifecycle.stop();
  client.close();
}

const release = stayAlive();
try {
  const config = readOperatorConfig(process.argv.slice(2));
  await run(config, createLog({ level: config.logLevel }));
} catch (error) {
  const failure = toAppError(error);
  process.stderr.write(`moorage-operator: ${failure.message}\n${failure.details?.nextStep ?? ''}${failure.internal ?? ''}\n`);
  process.exitCode = errorCatalogue[failure.code].exitCode;
} finally {
  release();
}
