import { describe, expect, it } from 'vitest';
import { type CanaryFacts, type CanaryIngress, canaryRoutingOf, findCanaryObstacle } from './canary-support.ts';

const ingress = (controller: string | undefined, more: Partial<CanaryIngress> = {}): CanaryIngress => ({
  name: 'main',
  className: 'front',
  controller,
  annotations: {},
  ...more,
});
const facts = (more: Partial<CanaryFacts> = {}): CanaryFacts => ({
  service: 'web',
  isInternal: false,
  hasVolumes: false,
  ingresses: [ingress('k8s.io/ingress-nginx')],
  servesIngressRoutes: false,
  ...more,
});
const traefik = 'traefik.io/ingress-controller';

describe('a canary', () => {
  it.each([
    ['k8s.io/ingress-nginx', 'annotations'],
    ['moorage.dev/embedded-ingress', 'annotations'],
    [traefik, 'ingress-route'],
    ['haproxy.org/ingress-controller', undefined],
    ['constructor', undefined],
    [undefined, undefined],
  ])('is routed by %s with %s', (controller, routing) => expect(canaryRoutingOf(controller)).toBe(routing));

  it('is possible where every ingress of the service can split requests', () => {
    expect(findCanaryObstacle(facts())).toBeUndefined();
    const both = [ingress('k8s.io/ingress-nginx'), ingress(traefik)];
    expect(findCanaryObstacle(facts({ ingresses: both, servesIngressRoutes: true }))).toBeUndefined();
  });

  it.each([
    ['Internal', { isInternal: true }],
    ['HasVolumes', { hasVolumes: true }],
    ['NoIngress', { ingresses: [] }],
    ['UnknownIngressClass', { ingresses: [ingress(undefined)] }],
    ['UnknownIngressClass', { ingresses: [ingress(undefined, { className: undefined })] }],
    ['IngressClassUnsupported', { ingresses: [ingress('haproxy.org/ingress-controller')] }],
    ['IngressRoutesMissing', { ingresses: [ingress(traefik)] }],
    ['IngressClassUnsupported', { ingresses: [ingress('k8s.io/ingress-nginx'), ingress('example.com/other')] }],
    [
      'IngressAnnotations',
      {
        servesIngressRoutes: true,
        ingresses: [
          ingress(traefik, { annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'a-auth@kubernetescrd' } }),
        ],
      },
    ],
  ] satisfies [string, Partial<CanaryFacts>][])('is refused with the reason %s and what would help', (reason, more) => {
    const obstacle = findCanaryObstacle(facts(more));
    expect(obstacle?.reason).toBe(reason);
    expect(obstacle?.message).toMatch(/\.$/);
    expect(obstacle?.nextStep).toMatch(/\.$/);
  });
});
