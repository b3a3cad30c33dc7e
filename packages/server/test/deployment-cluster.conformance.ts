/** What every cluster behind the port must do; the fake passes it always, the adapter against a real API server. */
import { waitUntil } from '@moorage/testkit/wait-until';
import { describe, expect, it } from 'vitest';
import type { DeploymentCluster, DeploymentWatch, WantedDeployment } from '../src/domains/deployments/deployment.ports.ts';

export interface Subject {
  readonly cluster: DeploymentCluster;
  readonly watch: DeploymentWatch;
}

const id = '0197a000-0000-7000-8000-000000000001';

function wanted(name: string, part: Partial<WantedDeployment> = {}): WantedDeployment {
  return {
    namespace: 'u-conformance',
    name,
    deploymentId: id,
    release: 1,
    generation: 1,
    labels: { 'moorage.dev/org': 'org' },
    namespaceLabels: { 'moorage.dev/org': 'org' },
    secrets: [],
    spec: { userId: 'user', services: [{ name: 'web', image: 'nginx:1.29', replicas: 1 }], ingresses: [] },
    ...part,
  };
}

export function describeDeploymentCluster(name: string, subject: () => Subject): void {
  describe(`${name} as a cluster for deployments`, () => {
    it('creates, and gives back what it has', async () => {
      const { cluster } = subject();
      expect(await cluster.read({ namespace: 'u-conformance', name: 'absent' })).toBeUndefined();
      expect(await cluster.apply(wanted('fresh'))).toEqual({ kind: 'applied' });
      const seen = await cluster.read(wanted('fresh'));
      expect(seen).toMatchObject({ name: 'fresh', deploymentId: id, generation: 1, isDeleting: false, isCurrent: false });
      expect(seen?.object.spec?.services[0]).toMatchObject({ name: 'web', image: 'nginx:1.29' });
    });

    it('can be asked twice, and drops what is wanted no more', async () => {
      const { cluster } = subject();
      const files = { '/etc/motd': 'ahoy' };
      const before = wanted('twice', { spec: { services: [{ name: 'web', image: 'nginx:1.29', files }] } });
      await cluster.apply(before);
      await cluster.apply(before);
      const after = wanted('twice', { generation: 2, spec: { services: [{ name: 'web', image: 'nginx:1.30' }] } });
      expect(await cluster.apply(after)).toEqual({ kind: 'applied' });
      const seen = await cluster.read(after);
      expect(seen?.generation).toBe(2);
      expect(seen?.object.spec?.services[0]).toMatchObject({ image: 'nginx:1.30' });
      expect(seen?.object.spec?.services[0]?.files).toBeUndefined();
    });

    it('never touches what is not ours', async () => {
      const { cluster } = subject();
      await cluster.apply(wanted('theirs'));
      const other = wanted('theirs', { deploymentId: '0197a000-0000-7000-8000-000000000002' });
      expect(await cluster.apply(other)).toEqual({ kind: 'taken' });
      expect(await cluster.remove(other, other.deploymentId)).toBe('gone');
      expect((await cluster.read(other))?.deploymentId).toBe(id);
    });

    it('removes, and says when the last of it is gone', async () => {
      const { cluster } = subject();
      await cluster.apply(wanted('leave'));
      await waitUntil(async () => (await cluster.remove(wanted('leave'), id)) === 'gone', { describe: 'its end' });
      expect(await cluster.read(wanted('leave'))).toBeUndefined();
      expect(await cluster.remove(wanted('leave'), id)).toBe('gone');
    });

    it('tells of every change, and has it in its copy by then', async () => {
      const { cluster, watch } = subject();
      const heard: string[] = [];
      const stop = watch.onChange((key) => {
        if (key.name === 'watched') heard.push(watch.get(key) === undefined ? 'gone' : 'there');
      });
      await cluster.apply(wanted('watched'));
      await waitUntil(() => heard.includes('there'), { describe: 'its coming' });
      await waitUntil(async () => (await cluster.remove(wanted('watched'), id)) === 'gone', { describe: 'its end' });
      await waitUntil(() => heard.at(-1) === 'gone', { describe: 'the news of its end' });
      stop();
    });

    it('has no pods and no log of what never ran', async () => {
      const { cluster } = subject();
      expect(await cluster.listPods({ namespace: 'u-conformance', name: 'absent' }, undefined)).toEqual([]);
      expect(await cluster.listEvents({ namespace: 'u-conformance', name: 'absent' })).toEqual([]);
      expect((await cluster.readUsage({ namespace: 'u-conformance', name: 'absent' })) ?? []).toEqual([]);
      const place = { uid: 'x', namespace: 'u-conformance', name: 'absent' };
      const pod = { ...place, service: 'web', container: 'web', state: 'stopped' } as const;
      const { signal } = new AbortController();
      const lines: unknown[] = [];
      for await (const line of cluster.readLog(pod, { follow: false, previous: false, tail: 5, since: undefined, signal })) {
        lines.push(line);
      }
      expect(lines).toEqual([]);
    });
  });
}
