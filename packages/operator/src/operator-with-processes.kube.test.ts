import { request } from 'node:http';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type {
  UserDeployment,
  UserDeploymentService,
  UserDeploymentSpec,
  UserDeploymentStatus,
} from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestCluster, type TestCluster } from '@moorage/testkit/cluster';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperator, type Operator } from './app.ts';

const ids = createIds(systemClock);
const namespace = 'default';
let cluster: TestCluster;
let client: KubeClient;
let operator: Operator;
beforeAll(async () => {
  cluster = await startTestCluster();
  client = createKubeClient({ connection: cluster.connection, clock: systemClock, ids });
  await installCrds(client, { clock: systemClock });
  const config = {
    deploymentDomain: 'localhost',
    ingressScheme: 'http',
    ingressPort: cluster.ingressPort,
    ingressClassName: 'moorage',
    leaderElect: false,
    preStopSleepSeconds: 1,
    probePeriodSeconds: 1,
    probeGraceSeconds: 2,
  } as const;
  operator = createOperator({ client, log: silentLog, clock: systemClock, ids, config });
  await operator.start();
});
afterAll(async () => {
  await operator.stop();
  client.close();
  await cluster.stop();
});

const greeter = `
const http = require('node:http');
const { place } = require('./lib/place.js');
http.createServer((request, response) => {
  if (request.url === '/api') return void http.get(process.env.API_URL, (answer) => answer.pipe(response));
  response.end(process.env.GREETING + place());
}).listen(3000);
console.log('listening');
`;

const web = (more: Partial<UserDeploymentService> = {}): UserDeploymentService => ({
  name: 'web',
  image: 'node:24',
  command: ['node', '/app/server.js'],
  files: {
    '/app/server.js': greeter,
    '/app/lib/place.js': "exports.place = () => require('node:fs').readFileSync(process.env.PLACE, 'utf8');",
    '/app/place.txt': ' from here',
  },
  env: [
    { name: 'GREETING', value: 'hello' },
    { name: 'PLACE', value: '/app/place.txt' },
  ],
  ports: [{ name: 'http', containerPort: 3000 }],
  healthCheckPath: '/',
  ...more,
});

async function apply(
  name: string,
  services: readonly UserDeploymentService[],
  more: Partial<UserDeploymentSpec> = {},
): Promise<void> {
  const spec = { services, ingresses: [{ id: 'i1', name: 'main', service: 'web', port: 3000 }], ...more };
  const object = { apiVersion: 'moorage.dev/v1alpha1', kind: 'UserDeployment', metadata: { name, namespace }, spec };
  await client.apply<KubeObject>(resources.userDeployment, object, { fieldManager: 'tester', force: true });
}

async function until(name: string, what: string, test: (status: UserDeploymentStatus) => boolean): Promise<UserDeploymentStatus> {
  let last: unknown;
  return waitUntil(
    async () => {
      const root = await client.get<UserDeployment>(resources.userDeployment, { namespace, name });
      last = root?.status;
      const isCurrent = root?.status?.observedGeneration === root?.metadata.generation;
      return root?.status !== undefined && isCurrent && test(root.status) ? root.status : undefined;
    },
    { describe: () => `${name} to be ${what}; it is ${JSON.stringify(last, null, 1)}` },
  );
}
const untilReady = (name: string) => until(name, 'ready', (status) => status.phase === 'Ready');
const untilReason = (name: string, reason: string) =>
  until(name, reason, (status) => status.evidence?.reason === reason && status.phase === 'Error');

async function remove(name: string): Promise<void> {
  await client.remove(resources.userDeployment, { namespace, name });
  const isGone = async (): Promise<boolean> => (await client.get(resources.userDeployment, { namespace, name })) === undefined;
  await waitUntil(isGone, { describe: `${name} to be gone` });
}

/** As curl does it: the name is only in the header. */
function statusOf(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: cluster.ingressPort, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}

describe('a deployment of real programs', () => {
  it('is reached under hosts of other zones while it has them', async () => {
    const host = 'shop.example.org';
    const ingress = { id: 'i1', name: 'main', service: 'web', port: 3000 };
    await apply('named', [web()], { ingresses: [{ ...ingress, hosts: [host] }] });
    const status = await untilReady('named');
    expect(status.ingresses?.[0]).toMatchObject({ host: 'named.localhost', hosts: [{ host }] });
    expect([await statusOf('named.localhost'), await statusOf(host)]).toEqual([200, 200]);
    await apply('named', [web()], { ingresses: [ingress] });
    await untilReady('named');
    await waitUntil(async () => (await statusOf(host)) === 421, { describe: () => 'the host to be gone' });
    expect(await statusOf('named.localhost')).toBe(200);
    await remove('named');
  });

  it('serves, finds its sibling, rolls without losing a request, and ends with its processes', async () => {
    const api = web({
      name: 'api',
      env: [
        { name: 'GREETING', value: 'api' },
        { name: 'PLACE', value: '/app/place.txt' },
      ],
    });
    await apply('real', [web({ dependsOn: ['api'] }), api]);
    const status = await untilReady('real');
    expect(status.ingresses).toMatchObject([{ url: `http://real.localhost:${cluster.ingressPort}` }]);
    expect(await cluster.ask('real.localhost')).toEqual({ status: 200, body: 'hello from here' });
    expect(await cluster.ask('real.localhost', '/api')).toEqual({ status: 200, body: 'api from here' });

    const failures: unknown[] = [];
    let isRolling = true;
    const asking = (async () => {
      while (isRolling) {
        const answer = await cluster.ask('real.localhost');
        if (answer.status !== 200) failures.push(answer);
      }
    })();
    await apply('real', [
      web({
        env: [
          { name: 'GREETING', value: 'servus' },
          { name: 'PLACE', value: '/app/place.txt' },
        ],
      }),
      api,
    ]);
    await untilReady('real');
    await waitUntil(async () => (await client.list(resources.pod, { namespace })).items.length === 2, {
      describe: 'old pods to end',
    });
    isRolling = false;
    await asking;
    expect(failures).toEqual([]);
    expect((await cluster.ask('real.localhost')).body).toBe('servus from here');

    await remove('real');
    expect((await client.list(resources.pod, { namespace })).items).toEqual([]);
    expect((await cluster.ask('real.localhost')).status).not.toBe(200);
  });

  it('gets a canary with its share of the requests, which becomes the service without losing one', async () => {
    const version = (greeting: string) => [
      { name: 'GREETING', value: greeting },
      { name: 'PLACE', value: '/app/place.txt' },
    ];
    const canary = { service: 'web', image: 'node:24', env: version('canary'), weight: 20 };
    await apply('split', [web({ env: version('stable') })]);
    await untilReady('split');
    await apply('split', [web({ env: version('stable') })], { canary });
    await until('split', 'weighed', (status) => status.canary?.weight === 20);
    const isSplit = async () => (await cluster.ask('split.localhost')).body === 'canary from here';
    await waitUntil(isSplit, { describe: 'the ingress to have the share' });
    const answers: string[] = [];
    for (let asked = 0; asked < 300; asked += 1) answers.push((await cluster.ask('split.localhost')).body);
    expect(answers.filter((body) => body === 'canary from here')).toHaveLength(60);
    expect(answers.filter((body) => body === 'stable from here')).toHaveLength(240);

    const failures: unknown[] = [];
    let isRolling = true;
    const asking = (async () => {
      while (isRolling) {
        const answer = await cluster.ask('split.localhost');
        if (answer.status !== 200) failures.push(answer);
      }
    })();
    // Promotion: the service takes the version while the canary serves, and the canary goes when it has.
    await apply('split', [web({ env: version('canary') })], { canary });
    await untilReady('split');
    await apply('split', [web({ env: version('canary') })]);
    await until('split', 'without its canary', (status) => status.phase === 'Ready' && status.canary === undefined);
    const labelSelector = 'app.kubernetes.io/instance=split';
    await waitUntil(async () => (await client.list(resources.pod, { namespace, labelSelector })).items.length === 1, {
      describe: 'all pods but one to end',
    });
    isRolling = false;
    await asking;
    expect(failures).toEqual([]);
    expect((await cluster.ask('split.localhost')).body).toBe('canary from here');
    await remove('split');
  });

  it('keeps everything as it is when its canary crashes', async () => {
    await apply('safe', [web()]);
    await untilReady('safe');
    const canary = { service: 'web', image: 'node:24', env: [{ name: 'PLACE', value: '/nowhere' }], weight: 50 };
    await apply('safe', [web()], { canary });
    const failed = await until('safe', 'with a failed canary', (status) => status.canary?.evidence !== undefined);
    expect(failed.canary?.weight).toBe(0);
    for (let asked = 0; asked < 20; asked += 1) expect((await cluster.ask('safe.localhost')).status).toBe(200);
    await remove('safe');
  });

  it('can be read from and typed into', async () => {
    await apply('open', [web()]);
    await untilReady('open');
    const pod = (await client.list(resources.pod, { namespace, labelSelector: 'app.kubernetes.io/instance=open' })).items[0];
    if (pod === undefined) throw new Error('there is no pod');
    let log = '';
    for await (const chunk of await client.podLogs(pod.metadata, { container: 'web' })) log += String(chunk);
    expect(log).toContain('listening');
    const session = await client.exec(pod.metadata, {
      command: ['node', '-e', 'process.stdin.pipe(process.stdout); process.exitCode = 3'],
      stdin: true,
    });
    session.stdin.end('echo');
    let out = '';
    for await (const chunk of session.stdout) out += String(chunk);
    expect(out).toBe('echo');
    expect(await session.exit).toEqual({ kind: 'exited', code: 3 });
    await expect(client.exec({ namespace, name: 'nobody' }, { command: ['true'] })).rejects.toMatchObject({ code: 'not_found' });
    await remove('open');
  });

  it('keeps the data of a volume over an update', async () => {
    const script = (text: string) =>
      `const fs=require('fs');fs.appendFileSync(process.argv[1]+'/log','${text}');setInterval(()=>{},1000);require('http').createServer((q,s)=>s.end(fs.readFileSync(process.argv[1]+'/log'))).listen(3000)`;
    const stateful = (text: string) => [
      web({ command: ['node', '-e', script(text), '/data'], volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }] }),
    ];
    await apply('kept', stateful('a'));
    await untilReady('kept');
    await apply('kept', stateful('b'));
    await until('kept', 'updated', (status) => status.phase === 'Ready');
    expect((await cluster.ask('kept.localhost')).body).toBe('ab');
    await remove('kept');
    expect((await client.list(resources.persistentVolumeClaim, { namespace })).items).toEqual([]);
  });
});

describe('a real program that fails', () => {
  it('is shown with its exit code and last words', async () => {
    await apply('crash', [
      web({ command: ['node', '-e', "console.log('first'); console.error('no database'); process.exit(9)"] }),
    ]);
    const status = await until('crash', 'crashing', (now) => now.phase === 'Error' && (now.evidence?.logLines ?? []).length > 0);
    expect(status.evidence).toMatchObject({ reason: 'CrashLooping', exitCode: 9, logLines: ['first', 'no database'] });
    await remove('crash');
  });

  it('is shown when its command does not exist', async () => {
    await apply('absent', [web({ command: ['no-such-program'] })]);
    await untilReason('absent', 'StartFailed');
    await remove('absent');
  });

  it('is shown with the answer to its probe', async () => {
    await apply('unwell', [
      web({ command: ['node', '-e', "require('http').createServer((q,s)=>{s.statusCode=503;s.end('sick')}).listen(3000)"] }),
    ]);
    const status = await until(
      'unwell',
      'failing its probe',
      (now) => now.phase === 'Error' && now.evidence?.probe !== undefined,
    );
    expect(status.evidence?.reason).toBe('ProbeFailing');
    expect(status.evidence?.probe).toContain('503');
    await remove('unwell');
  });

  it('leaves the version before it serving', async () => {
    await apply('guarded', [web()]);
    await untilReady('guarded');
    await apply('guarded', [web({ command: ['node', '-e', 'process.exit(1)'] })]);
    const status = await untilReason('guarded', 'CrashLooping');
    expect(status.services?.[0]?.state).toBe('Degraded');
    expect(await cluster.ask('guarded.localhost')).toEqual({ status: 200, body: 'hello from here' });
    await apply('guarded', [web()]);
    await untilReady('guarded');
    await remove('guarded');
  });
});
