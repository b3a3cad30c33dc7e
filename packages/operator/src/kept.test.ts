import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { describe, expect, it } from 'vitest';
import { actionFor } from './checks/difference.plan.ts';
import { keptDeployment, keptFormOf, keptPod, keptRoot } from './kept.plan.ts';
import { planFiles } from './desired/files.plan.ts';
import { aRoot, aService, observe } from './user-deployment.fake.ts';

const metadata = {
  name: 'a',
  managedFields: [{ manager: 'kubectl' }],
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 'long', ours: 'x' },
};
const object = (fields: Partial<KubeObject>): KubeObject => ({ apiVersion: 'v1', kind: 'X', metadata, ...fields });

describe('what is kept of an object', () => {
  it('is without what tools write into its metadata', () => {
    expect(keptRoot(object({ spec: 1, status: 2 }))).toEqual(
      object({ metadata: { name: 'a', annotations: { ours: 'x' } }, spec: 1, status: 2 }),
    );
  });

  it('of a pod is how it fares, not what it is made of', () => {
    const pod = keptPod({
      ...object({}),
      spec: { containers: [{ env: 'much' }] },
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'web', ready: true, restartCount: 0, lastState: {}, ...{ imageID: 'sha256:…' } }],
      },
    });
    expect(pod).not.toHaveProperty('spec');
    expect(pod.status).toEqual({
      phase: 'Running',
      conditions: [],
      containerStatuses: [{ name: 'web', ready: true, restartCount: 0 }],
    });
  });

  it('of a Deployment is its spec, and of its status what tells success from failure', () => {
    const condition = { type: 'Available', status: 'True', ...{ lastUpdateTime: 'yesterday' } };
    const kept = keptDeployment({
      ...object({}),
      spec: { replicas: 1 },
      status: { observedGeneration: 2, conditions: [condition], ...{ replicas: 1 } },
    });
    expect(kept).toMatchObject({ spec: { replicas: 1 } });
    expect(kept.status).toEqual({ observedGeneration: 2, conditions: [{ type: 'Available', status: 'True' }] });
  });

  it('of other kinds is what we applied', () => {
    const service = object({ spec: { ports: [] }, status: { loadBalancer: {} } });
    expect(keptFormOf(resources.service)(service)).not.toHaveProperty('status');
    expect(keptFormOf(resources.persistentVolumeClaim)(service)).not.toHaveProperty('spec');
  });
});

describe('files of a service', () => {
  const root = aRoot({ services: [aService({ files: { '/app/a.js': 'x'.repeat(10_000), '/app/b.js': '2' } })] });
  const [wanted] = planFiles(root, aService({ files: { '/app/a.js': 'x'.repeat(10_000), '/app/b.js': '2' } }));
  if (wanted === undefined) throw new Error('no config map');
  const keep = keptFormOf(resources.configMap);
  const actionsOn = (present: KubeObject) => actionFor(observe(root, { owned: { configmaps: [keep(present)] } }), wanted);

  it('are kept as fingerprints that tell whether they are what we want', () => {
    expect(JSON.stringify(keep(wanted.object)).length).toBeLessThan(1_000);
    expect(actionsOn(wanted.object)).toEqual([]);
  });

  it('are applied again when somebody changed or removed one, and not when he added one', () => {
    const data = Object.entries(Object(wanted.object['data']));
    const changed = Object.fromEntries(data.map(([key], index) => [key, index === 0 ? 'y'.repeat(10_000) : '2']));
    const removed = Object.fromEntries(data.slice(1));
    expect(actionsOn({ ...wanted.object, data: changed })).toHaveLength(1);
    expect(actionsOn({ ...wanted.object, data: removed })).toHaveLength(1);
    expect(actionsOn({ ...wanted.object, data: { ...Object.fromEntries(data), more: '3' } })).toEqual([]);
  });
});
