import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubectl, type Kubectl, kubectlProgram } from './support/kubectl.ts';
import { openApp } from './support/open-app.ts';
import { type Platform, startPlatform } from './support/platform.ts';

const program = kubectlProgram();

const byHand = (replicas: number, greeting = 'by hand'): string => `
apiVersion: moorage.dev/v1alpha1
kind: UserDeployment
metadata: { name: by-hand, namespace: default }
spec:
  services:
    - name: web
      image: node:24-alpine
      replicas: ${replicas}
      command: [node, -e, "require('http').createServer((q,s)=>{console.log('GET '+q.url);s.end(process.env.GREETING)}).listen(8080)"]
      env: [{ name: GREETING, value: ${greeting} }]
      ports: [{ name: http, containerPort: 8080 }]
  ingresses: [{ id: web, name: web, service: web, port: 8080 }]
`;

describe.skipIf(program === undefined)('a stock kubectl against the embedded cluster', () => {
  let dir: TempDir;
  let platform: Platform;
  let kubectl: Kubectl;

  beforeAll(async () => {
    dir = makeTempDir('kubectl');
    platform = await startPlatform({ dataDir: dir.path });
    kubectl = createKubectl(program ?? '', dir.path);
    const applied = await kubectl.withInput(byHand(1), 'apply', '--server-side', '-f', '-');
    expect(applied.output).toContain('userdeployment.moorage.dev/by-hand serverside-applied');
    await kubectl('wait', 'userdeployment/by-hand', '--for=condition=Ready', '--timeout=40s');
  });

  afterAll(async () => {
    await platform?.stop();
    dir?.remove();
  });

  it('runs what was applied by hand like what comes from the API', async () => {
    const host = (await kubectl('get', 'userdeployment', 'by-hand', '-o', 'jsonpath={.status.ingresses[0].url}')).trim();
    expect(await openApp(host)).toEqual({ status: 200, text: 'by hand' });
  });

  it('lists in wide tables with the columns that people know', async () => {
    const table = await kubectl('get', 'userdeployments,deploy,rs,pods', '-A', '-o', 'wide');
    for (const column of ['PHASE', 'UP-TO-DATE', 'DESIRED', 'RESTARTS', 'NODE', 'AGE']) expect(table).toContain(column);
    expect(table).toMatch(/pod\/by-hand-web-\S+\s+1\/1\s+Running\s+0/);
  });

  it('describes with events and conditions', async () => {
    const pod = (await kubectl('get', 'pods', '-o', 'name')).trim().split('\n')[0] ?? '';
    const text = await kubectl('describe', pod);
    expect(text).toMatch(/Status:\s+Running/);
    expect(text).toContain('Scheduled');
    expect(await kubectl('describe', 'deployment', 'by-hand-web')).toContain('RollingUpdate');
    expect(await kubectl('describe', 'userdeployment', 'by-hand')).toContain('Phase:');
  });

  it('explains our kinds and theirs', async () => {
    expect(await kubectl('explain', 'userdeployment.spec.services')).toContain('image');
    expect(await kubectl('explain', 'deployment.spec.strategy')).toContain('rollingUpdate');
  });

  it('shows what pods and the node use', async () => {
    const top = (...args: string[]) => kubectl('top', ...args).catch(() => '');
    const pods = await waitUntil(async () => /by-hand-web/.exec(await top('pods', '--containers'))?.input, {
      describe: 'the pod to be measured',
      timeoutMs: 60_000,
      // Each look is a program that starts.
      intervalMs: 500,
    });
    expect(pods).toMatch(/by-hand-web-\S+\s+web\s+\d+m\s+\d+Mi/);
    const isMeasured = async () => /embedded\s+\d+m\s+\d+%\s+\d+Mi\s+\d+%/.test(await top('nodes'));
    await waitUntil(isMeasured, { describe: 'the node to be measured' });
  });

  it('shows a diff, and the exit code says that there is one', async () => {
    const same = await kubectl.withInput(byHand(1), 'diff', '--server-side', '-f', '-');
    expect(same).toEqual({ code: 0, output: '' });
    const changed = await kubectl.withInput(byHand(1, 'changed'), 'diff', '--server-side', '-f', '-');
    expect(changed.code).toBe(1);
    expect(changed.output).toContain('+      value: changed');
  });

  it('executes in a container, with input and with the exit code', async () => {
    expect(await kubectl('exec', 'deploy/by-hand-web', '--', 'node', '-p', '1+1')).toBe('2\n');
    const piped = await kubectl.withInput('ahoy', 'exec', '-i', 'deploy/by-hand-web', '--', 'cat');
    expect(piped).toEqual({ code: 0, output: 'ahoy' });
    const failed = await kubectl.withInput('', 'exec', 'deploy/by-hand-web', '--', 'node', '-e', 'process.exit(3)');
    expect(failed.code).toBe(3);
  });

  it('forwards a port and follows the log', async () => {
    const forward = kubectl.start('port-forward', 'deploy/by-hand-web', ':8080');
    const logs = kubectl.start('logs', '-f', 'deploy/by-hand-web');
    try {
      const port = await waitUntil(() => /127\.0\.0\.1:(\d+) ->/.exec(forward.output())?.[1], {
        describe: () => forward.output(),
      });
      expect(await (await fetch(`http://127.0.0.1:${port}/forwarded`)).text()).toBe('by hand');
      await waitUntil(() => logs.output().includes('GET /forwarded'), { describe: () => `the log line in ${logs.output()}` });
    } finally {
      forward.child.kill();
      logs.child.kill();
    }
  });

  it('scales, restarts, waits for the roll-out and takes it back', async () => {
    await kubectl.withInput(byHand(2), 'apply', '--server-side', '-f', '-');
    await kubectl('wait', 'deployment/by-hand-web', '--for=jsonpath={.status.readyReplicas}=2', '--timeout=80s');
    await kubectl('create', 'deployment', 'plain', '--image=nginx:1', '--port=80');
    await kubectl('scale', 'deployment/plain', '--replicas=2');
    expect(await kubectl('rollout', 'status', 'deployment/plain', '--timeout=80s')).toContain('successfully rolled out');
    await kubectl('rollout', 'restart', 'deployment/plain');
    expect(await kubectl('rollout', 'status', 'deployment/plain', '--timeout=80s')).toContain('successfully rolled out');
    expect(await kubectl('rollout', 'history', 'deployment/plain')).toMatch(/1 [\s\S]*2 /);
    await kubectl('rollout', 'undo', 'deployment/plain');
    expect(await kubectl('rollout', 'status', 'deployment/plain', '--timeout=80s')).toContain('successfully rolled out');
    await kubectl('delete', 'deployment', 'plain');
  });

  it('watches changes as they happen', async () => {
    const watch = kubectl.start('get', 'configmaps', '-w', '-o', 'name');
    try {
      await kubectl('create', 'configmap', 'seen', '--from-literal=a=b');
      await waitUntil(() => watch.output().includes('configmap/seen'), { describe: () => `the watch in ${watch.output()}` });
    } finally {
      watch.child.kill();
    }
  });

  it('refuses what the schema does not allow and names the field', async () => {
    const wrong = byHand(1).replace('image: node:24-alpine', 'image: 5');
    const result = await kubectl.withInput(wrong, 'apply', '--server-side', '-f', '-');
    expect(result.code).toBe(1);
    expect(result.output).toContain('spec.services[0].image');
  });

  it('deletes it with all that it made', async () => {
    await kubectl('delete', 'userdeployment', 'by-hand', '--timeout=80s');
    await waitUntil(
      async () => (await kubectl('get', 'pods,deploy,svc,ing', '-l', 'app.kubernetes.io/instance=by-hand', '-o', 'name')) === '',
      {
        timeoutMs: 60_000,
        describe: 'everything to be gone',
      },
    );
  });
});
