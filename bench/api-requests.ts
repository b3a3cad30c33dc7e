import path from 'node:path';
import { unwrap, type Client } from '@moorage/sdk/client';
import { waitUntil } from '@moorage/testkit/wait-until';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { load, type LoadResult } from './lib/load.ts';
import { makeDataDir, startPlatform, startProgram, type Platform } from './lib/platform.ts';
import { signIn, type Session } from './lib/session.ts';
import { median, pairedRatio, rounded } from './lib/statistics.ts';

const rounds = 5;
const secondsPerRound = 3;
const deploymentCount = 20;

interface Target {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Deployments without a pod: the table has its rows, and nothing but the API is at work. */
async function fill(client: Client): Promise<void> {
  const names = Array.from({ length: deploymentCount }, (_, index) => `bench-${index}`);
  for (const name of names) {
    unwrap(await client.deployments.create({ body: { template: 'hello', name, envVars: { GREETING: name } } }));
    unwrap(await client.deployments.updateConfig({ body: { name, replicas: { web: 0 } } }));
  }
  const areSettled = async (): Promise<boolean> => {
    const all = await Promise.all(names.map(async (name) => unwrap(await client.deployments.status({ query: { name } }))));
    return all.every(({ generation, observedGeneration, services }) => {
      return generation === observedGeneration && services.every(({ readyReplicas }) => readyReplicas === 0);
    });
  };
  await waitUntil(areSettled, { timeoutMs: 120_000, intervalMs: 500, describe: 'the deployments to be scaled to nothing' });
}

/** One result of each target a round, in turns, so that a slow minute hits all of them. */
async function measureInTurns(targets: readonly Target[]): Promise<Map<string, LoadResult[]>> {
  const results = new Map(targets.map(({ name }): [string, LoadResult[]] => [name, []]));
  for (const target of targets) await load({ ...target, seconds: 1 });
  for (let round = 0; round < rounds; round += 1) {
    for (const target of targets) results.get(target.name)?.push(await load({ ...target, seconds: secondsPerRound }));
  }
  return results;
}

function summarize(name: string, results: readonly LoadResult[], references: readonly LoadResult[]): Measurement {
  const cpu = ({ cpuMicros }: LoadResult): number => cpuMicros;
  const speed = ({ requestsPerSecond }: LoadResult): number => requestsPerSecond;
  return {
    name,
    unit: 'req/s',
    value: rounded(median(results.map(speed))),
    reference: {
      name: 'a bare Node server',
      value: rounded(median(references.map(speed))),
      ratio: rounded(pairedRatio(results.map(speed), references.map(speed))),
    },
    details: {
      'p50 ms': median(results.map(({ p50Ms }) => p50Ms)),
      'p99 ms': median(results.map(({ p99Ms }) => p99Ms)),
      'processor us a request': rounded(median(results.map(cpu))),
      'processor of the bare one': rounded(pairedRatio(results.map(cpu), references.map(cpu))),
    },
  };
}

interface Pair {
  readonly bare: Target;
  readonly product: Target;
}

async function compare(what: string, { bare, product }: Pair, session: Session): Promise<Measurement[]> {
  const bySession = { ...product, name: `${what} with session`, headers: session.byCookie };
  const byKey = { ...product, name: `${what} with API key`, headers: session.byKey };
  const results = await measureInTurns([bare, bySession, byKey]);
  const of = (name: string): LoadResult[] => results.get(name) ?? [];
  return [bySession, byKey].map(({ name }) => summarize(name, of(name), of(bare.name)));
}

async function measure(platform: Platform, dataDir: string): Promise<Measurement[]> {
  const session = await signIn(platform.url);
  await fill(session.client);
  const name = 'bench-7';
  const dsn = `postgresql://moorage@/moorage?host=${encodeURIComponent(path.join(dataDir, 'postgres', 'run'))}`;
  const questions = JSON.stringify({ orgId: session.orgId, teamId: session.teamId, name });
  const bare = await startProgram('bench/bare-server.ts', [dsn, questions]);
  try {
    const bareAt = (place: string): Target => ({ name: 'bare', url: `${bare.url}${place}`, pid: bare.pid });
    const productAt = (place: string): Target => ({ name: 'product', url: `${platform.url}${place}`, pid: platform.pid });
    const list = { bare: bareAt('/list'), product: productAt('/api/deployments') };
    const get = { bare: bareAt('/get'), product: productAt(`/api/deployments/status?name=${name}`) };
    return [...(await compare(`list of ${deploymentCount}`, list, session)), ...(await compare('get', get, session))];
  } finally {
    await bare.stop();
  }
}

export const apiRequests: Benchmark = {
  name: 'api-requests',
  what:
    `${deploymentCount} deployments, 16 connections that ask without pause, ${rounds} rounds in turns with a bare Node server ` +
    'that runs the same statements in the same transactions on the same database. Server, database and load share the machine.',
  async run() {
    const dataDir = makeDataDir();
    const platform = await startPlatform({ dataDir: dataDir.path });
    try {
      return await measure(platform, dataDir.path);
    } finally {
      await platform.stop();
      dataDir.remove();
    }
  },
};
