import { describe, expect, it } from 'vitest';
import type { PodStatus } from '../node/pod-spec.ts';
import { sliceAt } from '../node/loopback-slice.rules.ts';
import { aContainer, aPod, testNow } from '../node/pod.builder.fake.ts';
import { findServicePort, planBackends, unreadyReason, type Service } from './backends.rules.ts';
import { endToEndHeaders } from './forward.ts';
import { isAllowedHost, isLoopbackAddress, parseHost } from './host.rules.ts';
import { planNames } from './names.rules.ts';
import { notReadyPage, renderPage, unknownHostPage } from './pages.view.ts';
import { matchRoute, planRoutes, type Ingress } from './route.rules.ts';
import { createRotation } from './rotation.ts';
import { createShares } from './shares.ts';

function anIngress(name: string, rules: Ingress['spec']['rules'], more: Partial<Ingress['spec']> = {}): Ingress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'default' },
    spec: { ...(rules === undefined ? {} : { rules }), ...more },
  };
}
const to = (name: string, port: number | string = 80) => ({
  service: { name, port: typeof port === 'number' ? { number: port } : { name: port } },
});

describe('routes', () => {
  const routes = planRoutes([
    anIngress('a', [
      {
        host: 'App.localhost',
        http: {
          paths: [
            { path: '/', pathType: 'Prefix', backend: to('web') },
            { path: '/api', pathType: 'Prefix', backend: to('api', 'http') },
            { path: '/api/x', pathType: 'Exact', backend: to('exact') },
          ],
        },
      },
    ]),
    anIngress('b', [{ host: '*.wild.localhost', http: { paths: [{ path: '/', pathType: 'Prefix', backend: to('wild') }] } }]),
    anIngress('c', [
      { host: 'one.wild.localhost', http: { paths: [{ path: '/only/', pathType: 'Prefix', backend: to('one') }] } },
    ]),
    anIngress('d', undefined, { defaultBackend: to('fallback') }),
  ]);
  it.each([
    ['app.localhost', '/', 'web'],
    ['APP.localhost.', '/apis', 'web'],
    ['app.localhost', '/api', 'api'],
    ['app.localhost', '/api/x', 'exact'],
    ['app.localhost', '/api/x/y', 'api'],
    ['two.wild.localhost', '/', 'wild'],
    ['a.b.wild.localhost', '/', 'fallback'],
    ['one.wild.localhost', '/only', 'one'],
    ['one.wild.localhost', '/only/x', 'one'],
    ['one.wild.localhost', '/other', 'wild'],
    ['unknown', '/', 'fallback'],
  ])('%s%s goes to %s', (host, path, service) => expect(matchRoute(routes, host, path)?.service).toBe(service));

  it('skips rules without a service and an Ingress that is being deleted', () => {
    const gone = anIngress('x', [{ http: { paths: [{ path: '/', backend: to('x') }] } }]);
    gone.metadata.deletionTimestamp = testNow;
    expect(planRoutes([gone, anIngress('y', [{ http: { paths: [{ path: '/', backend: {} }] } }])])).toEqual([]);
  });
});

describe('a canary', () => {
  const rules = (service: string, path = '/') => [
    { host: 'app.localhost', http: { paths: [{ path, pathType: 'Prefix', backend: to(service) }] } },
  ];
  const canary = (name: string, weight: string, path = '/'): Ingress => {
    const made = anIngress(name, rules(name, path));
    const annotations = { 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-weight': weight };
    return { ...made, metadata: { ...made.metadata, annotations } };
  };
  it('joins the route of the same place, and makes none of its own', () => {
    const [route, ...more] = planRoutes([anIngress('web', rules('web')), canary('next', '20')]);
    expect(route).toMatchObject({ service: 'web', canary: { service: 'next', port: 80, weight: 20 } });
    expect(more).toEqual([]);
    expect(planRoutes([canary('next', '20')])).toEqual([]);
    expect(planRoutes([anIngress('web', rules('web')), canary('next', '20', '/other')])[0]?.canary).toBeUndefined();
    const elsewhere = canary('next', '20');
    elsewhere.metadata.namespace = 'somebody-else';
    expect(planRoutes([anIngress('web', rules('web')), elsewhere])[0]?.canary).toBeUndefined();
  });

  it.each([
    ['20', 20],
    ['900', 100],
    ['many', 0],
  ])('with the weight %s takes %i in a hundred', (weight, expected) => {
    expect(planRoutes([anIngress('web', rules('web')), canary('next', weight)])[0]?.canary?.weight).toBe(expected);
  });

  it.each([0, 1, 33, 50, 99, 100])('of weight %i gets exactly that many of every hundred', (weight) => {
    const shares = createShares();
    for (let hundred = 0; hundred < 3; hundred += 1) {
      const taken = Array.from({ length: 100 }, () => shares.takes('key', weight)).filter(Boolean);
      expect(taken).toHaveLength(weight);
    }
  });
});

describe('hosts', () => {
  it.each([
    ['Hello.localhost:8081', 'hello.localhost'],
    ['[::1]:80', '[::1]'],
    ['127.0.0.1', '127.0.0.1'],
    ['a b', undefined],
    ['a/b', undefined],
    ['user@host', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, host) => expect(parseHost(header)).toBe(host));

  it.each([
    ['localhost', true],
    ['x.y.localhost', true],
    ['127.3.2.1', true],
    ['[::1]', true],
    ['app.example.org', true],
    ['example.org', true],
    ['evilexample.org', false],
    ['127.0.0.1.evil.org', false],
    ['localhost.evil.org', false],
    ['192.168.1.1', false],
  ])('allows %s: %s', (host, allowed) => expect(isAllowedHost(host, ['example.org'])).toBe(allowed));

  it('knows loopback addresses', () =>
    expect(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '10.0.0.1'].map(isLoopbackAddress)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]));
});

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    clusterIP: '127.96.0.5',
    selector: { app: 'web' },
    ports: [{ name: 'http', port: 80, targetPort: 'http' }, { port: 81 }],
  },
};
const ready: PodStatus = { podIP: '127.64.0.2', conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: testNow }] };
const serving = aPod(
  { containers: [aContainer({ ports: [{ name: 'http', containerPort: 8080 }] })] },
  { labels: { app: 'web' }, status: ready },
);

describe('backends', () => {
  const port = { name: 'http', port: 80, targetPort: 'http' };

  it('are the ready pods at their named port', () => {
    expect(planBackends(service, port, [serving, aPod({}, { labels: { app: 'other' }, status: ready })])).toEqual({
      ready: [{ pod: 'web-1', ip: '127.64.0.2', port: 8080 }],
      unready: [],
    });
  });

  it('leave out a pod that is being deleted at once', () => {
    const leaving = { ...serving, metadata: { ...serving.metadata, deletionTimestamp: testNow } };
    expect(planBackends(service, port, [leaving])).toEqual({ ready: [], unready: [{ pod: 'web-1', reason: 'being deleted' }] });
  });

  it('leave out finished pods altogether', () => {
    expect(planBackends(service, port, [aPod({}, { labels: { app: 'web' }, status: { phase: 'Succeeded' } })])).toEqual({
      ready: [],
      unready: [],
    });
  });

  it('are found by number and by name', () => {
    expect([80, 'http', 81, 82, 'x'].map((wanted) => findServicePort(service, wanted)?.port)).toEqual([
      80,
      80,
      81,
      undefined,
      undefined,
    ]);
  });

  it.each([
    [
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
      { terminated: { exitCode: 1, reason: 'Error', message: 'no database\n', startedAt: '', finishedAt: '', containerID: '' } },
      'container main: CrashLoopBackOff (no database)',
    ],
    [{ waiting: { reason: 'ErrImagePull', message: 'why' } }, {}, 'container main: ErrImagePull (why)'],
    [{ running: { startedAt: testNow } }, {}, 'container main: running, its readiness probe has not passed'],
    [{ waiting: { reason: 'ContainerCreating' } }, {}, 'starting'],
  ])('say why they are not ready', (state, lastState, reason) => {
    const status = {
      containerStatuses: [
        { name: 'main', state, lastState, ready: false, started: false, restartCount: 0, image: '', imageID: '' },
      ],
    };
    expect(unreadyReason(aPod({}, { status }))).toBe(reason);
  });
});

describe('names', () => {
  it('gives a service its address and a headless one its ready pods', () => {
    const headless: Service = {
      ...service,
      metadata: { name: 'db', namespace: 'default' },
      spec: { clusterIP: 'None', selector: { app: 'web' } },
    };
    const member = aPod({ hostname: 'db-0', subdomain: 'db' }, { labels: { app: 'web' }, status: ready });
    const unready = aPod({}, { labels: { app: 'web' }, status: { podIP: '127.64.0.3' } });
    expect(planNames([headless, service], [member, unready], sliceAt(0).services)).toBe(
      '127.64.0.2 db.default.svc.cluster.local db-0.db.default.svc.cluster.local\n127.96.0.5 web.default.svc.cluster.local\n',
    );
  });
});

describe('pages', () => {
  it('escape everything that came from outside', () => {
    const page =
      renderPage(unknownHostPage('<script>', '/"x', ['a&b'], 8081)) +
      renderPage(notReadyPage('s', [{ pod: 'p', reason: '<img>' }]));
    expect(page).not.toMatch(/<script>|<img>/);
    expect(page).toContain('embedded cluster');
  });
});

describe('endToEndHeaders', () => {
  it('drops what concerns one connection, also what Connection names', () => {
    expect(
      endToEndHeaders([
        'Host',
        'h',
        'Connection',
        'close, X-Own',
        'x-own',
        '1',
        'Transfer-Encoding',
        'chunked',
        'Set-Cookie',
        'a',
        'Set-Cookie',
        'b',
      ]),
    ).toEqual(['Host', 'h', 'Set-Cookie', 'a', 'Set-Cookie', 'b']);
  });

  it('keeps the length of a body whatever Connection names, or the body would be read as another request', () => {
    const framed = ['Connection', 'content-length, Host', 'Host', 'h', 'Content-Length', '35'];
    expect(endToEndHeaders(framed)).toEqual(['Host', 'h', 'Content-Length', '35']);
  });
});

describe('createRotation', () => {
  it('begins one further each time', () => {
    const rotation = createRotation();
    const backends = ['a', 'b'].map((pod) => ({ pod, ip: '', port: 1 }));
    expect(
      [1, 2, 3].map(() =>
        rotation
          .order('k', backends)
          .map(({ pod }) => pod)
          .join(''),
      ),
    ).toEqual(['ab', 'ba', 'ab']);
  });
});
