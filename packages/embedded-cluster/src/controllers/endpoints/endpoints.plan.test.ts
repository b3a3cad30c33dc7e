import { describe, expect, it } from 'vitest';
import { aPod, aService, describeActions, letters, type PodState } from '../framework/objects.fake.ts';
import type { Endpoints, EndpointSlice, KubeService, Pod } from '../framework/model.ts';
import { type EndpointsObserved, planServiceEndpoints } from './endpoints.plan.ts';

const pod = (name: string, ip: string, state: PodState = {}): Pod => aPod(name, { ready: true, ip, ...state });

function plan(service: KubeService, pods: readonly Pod[], present: Partial<EndpointsObserved> = {}) {
  return planServiceEndpoints({ service, pods, endpoints: undefined, slices: [], newSuffix: letters(), ...present });
}

function written(service: KubeService, pods: readonly Pod[]): { endpoints: Endpoints; slices: EndpointSlice[] } {
  const objects = plan(service, pods).flatMap((action) => (action.kind === 'create' ? [action.object] : []));
  return { endpoints: objects[0] as Endpoints, slices: objects.slice(1) as EndpointSlice[] };
}

describe('the endpoints of a Service', () => {
  it('are the pods with an address, ready apart from not ready', () => {
    const { endpoints, slices } = written(aService(), [
      pod('b', '127.1.0.2', { ready: false }),
      pod('a', '127.1.0.1'),
      pod('new', ''),
    ]);
    expect(endpoints.metadata).toMatchObject({ name: 'web', labels: { tier: 'front' } });
    expect(endpoints.subsets).toEqual([
      {
        addresses: [{ ip: '127.1.0.1', targetRef: { kind: 'Pod', name: 'a', namespace: 'shop', uid: 'uid-a' } }],
        notReadyAddresses: [{ ip: '127.1.0.2', targetRef: { kind: 'Pod', name: 'b', namespace: 'shop', uid: 'uid-b' } }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]);
    expect(slices).toHaveLength(1);
    expect(slices[0]).toMatchObject({
      metadata: {
        name: 'web-a',
        labels: { 'kubernetes.io/service-name': 'web' },
        ownerReferences: [{ kind: 'Service', name: 'web' }],
      },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: [
        { addresses: ['127.1.0.1'], conditions: { ready: true, serving: true, terminating: false } },
        { addresses: ['127.1.0.2'], conditions: { ready: false, serving: false, terminating: false } },
      ],
    });
  });

  it('lose a pod at once when it is being deleted, though it still serves', () => {
    const { endpoints, slices } = written(aService(), [pod('a', '127.1.0.1', { terminating: true }), pod('b', '127.1.0.2')]);
    expect(endpoints.subsets?.[0]?.addresses?.map((address) => address.ip)).toEqual(['127.1.0.2']);
    expect(slices[0]?.endpoints?.[0]?.conditions).toEqual({ ready: false, serving: true, terminating: true });
  });

  it('look a named port up in each pod and keep pods that differ in slices of their own', () => {
    const service = aService({ ports: [{ port: 80, targetPort: 'http' }] });
    const moved = pod('b', '127.1.0.2', {
      spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 9090 }] }] },
    });
    const without = pod('c', '127.1.0.3', { spec: { containers: [{ name: 'web' }] } });
    const { endpoints, slices } = written(service, [pod('a', '127.1.0.1'), moved, without]);
    expect(slices.map((slice) => [slice.ports?.[0]?.port, slice.endpoints?.length])).toEqual([
      [8080, 1],
      [9090, 1],
    ]);
    expect(endpoints.subsets?.map((subset) => subset.ports?.[0]?.port)).toEqual([8080, 9090]);
  });

  it('of a headless Service keep pods without ports, with their host names', () => {
    const service = aService({ clusterIP: 'None', ports: [] });
    const { endpoints, slices } = written(service, [
      pod('web-0', '127.1.0.1', { spec: { hostname: 'web-0', subdomain: 'web' } }),
    ]);
    expect(slices[0]?.endpoints?.[0]).toMatchObject({ hostname: 'web-0' });
    expect(endpoints.metadata.labels).toHaveProperty(['service.kubernetes.io/headless']);
    expect(endpoints.subsets?.[0]).not.toHaveProperty('ports');
  });

  it('publish pods that are not ready when the Service asks for it', () => {
    const { endpoints, slices } = written(aService({ publishNotReadyAddresses: true }), [
      pod('a', '127.1.0.1', { ready: false }),
    ]);
    expect(slices[0]?.endpoints?.[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false });
    expect(endpoints.subsets?.[0]?.addresses).toHaveLength(1);
  });

  it('are not written again while nothing differs, and are reused when something does', () => {
    const { endpoints, slices } = written(aService(), [pod('a', '127.1.0.1')]);
    const present = { endpoints, slices };
    expect(plan(aService(), [pod('a', '127.1.0.1')], present)).toEqual([]);
    expect(describeActions(plan(aService(), [pod('a', '127.1.0.1'), pod('b', '127.1.0.2')], present))).toEqual([
      'replace Endpoints web',
      'replace EndpointSlice web-a',
    ]);
    expect(describeActions(plan(aService(), [], present))).toEqual(['replace Endpoints web', 'remove EndpointSlice web-a']);
  });

  it('leave out pods that finished, and Services without a selector alone', () => {
    expect(written(aService(), [pod('a', '127.1.0.1', { phase: 'Succeeded' })]).slices).toEqual([]);
    expect(plan(aService({ selector: {} }), [pod('a', '127.1.0.1')])).toEqual([]);
    expect(plan(aService({ type: 'ExternalName' }), [pod('a', '127.1.0.1')])).toEqual([]);
  });
});
