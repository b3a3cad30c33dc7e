import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importCompose } from './compose.rules.ts';
import { checkSpec } from './template.rules.ts';

function imported(text: string, name?: string) {
  const result = importCompose(parse(text), name);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.issues));
  const { draft, warnings } = result;
  const said = warnings.map((one) => `${one.path} ${one.message}`);
  return { draft, said, service: (label: string) => draft.spec.services.find((one) => one.name === label) };
}

const shop = `
name: shop
services:
  web:
    image: shop/web:\${TAG:-1.4}
    ports: ["8080:3000"]
    environment:
      NODE_ENV: production
      DATABASE_URL: postgres://shop:\${DB_PASSWORD}@db:5432/shop
      SESSION_SECRET: \${SESSION_SECRET:?is needed}
      TITLE: \${TITLE:-Shop}
    depends_on:
      db: { condition: service_healthy }
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:3000/healthz"]
      interval: 10s
      timeout: 2s
      retries: 3
      start_period: 1m
    deploy: { replicas: 2, resources: { limits: { cpus: "0.5", memory: 512M } } }
    restart: unless-stopped
  db:
    image: postgres:18
    environment: [POSTGRES_USER=shop, "POSTGRES_PASSWORD=\${DB_PASSWORD}"]
    volumes: ["db-data:/var/lib/postgresql"]
    expose: ["5432"]
    healthcheck: { test: ["CMD-SHELL", "pg_isready"], interval: 5s }
volumes: { db-data: {} }
`;

describe('a Compose file of two services', () => {
  const { draft, said, service } = imported(shop);

  it('becomes services with ports, start order, replicas, resources and probes', () => {
    expect(draft.name).toBe('shop');
    expect(service('web')).toMatchObject({
      image: 'shop/web:{{TAG}}',
      ports: [{ name: 'http', containerPort: 3000 }],
      dependsOn: ['db'],
      replicas: 2,
      resources: { limits: { cpu: '0.5', memory: '512Mi' } },
      readinessProbe: {
        path: '/healthz',
        port: 'http',
        periodSeconds: 10,
        timeoutSeconds: 2,
        failureThreshold: 3,
        initialDelaySeconds: 60,
      },
    });
    expect(service('db')).toMatchObject({
      ports: [{ name: 'tcp-5432', containerPort: 5432 }],
      volumes: [{ name: 'db-data', mountPath: '/var/lib/postgresql', size: '1Gi' }],
      readinessProbe: { port: 'tcp-5432', periodSeconds: 5 },
    });
    expect(draft.spec.ingresses).toEqual([{ id: 'web', name: 'web', service: 'web', port: 3000 }]);
  });

  it('makes parameters of what somebody has to choose, and leaves the rest with its service', () => {
    const shown = draft.definitions.map((one) => [one.name, one.default, one.required, one.secret]);
    expect(shown).toEqual([
      ['SESSION_SECRET', undefined, true, true],
      ['TITLE', 'Shop', false, false],
      ['POSTGRES_PASSWORD', undefined, true, true],
      ['TAG', '1.4', true, false],
    ]);
    expect(service('web')?.env).toEqual([
      { name: 'NODE_ENV', value: 'production' },
      { name: 'DATABASE_URL', value: 'postgres://shop:@$(DB_HOST):5432/shop' },
    ]);
  });

  it('says what is not as it was', () => {
    expect(said).toEqual([
      'services.web.environment.SESSION_SECRET became a parameter, which every service gets',
      'services.web.environment.TITLE became a parameter, which every service gets',
      'services.db.environment[1] became a parameter, which every service gets',
      'services.web.environment.DATABASE_URL DB_PASSWORD cannot be chosen here: the value of the file or nothing was taken',
      'services.db.volumes[0] got 1Gi, because the file says no size',
      'services.db.healthcheck.test the command cannot be run here; a connection to port 5432 is tried in its place',
    ]);
  });

  it('is accepted as a template', () => {
    expect(checkSpec(draft.spec, draft.definitions)).toMatchObject({ kind: 'ok' });
  });
});

describe('what a service says', () => {
  const one = (body: string) => imported(`services: { app: { image: "x:1", ${body} } }`);

  it.each([
    ['command: npm start', { args: ['npm', 'start'] }],
    ['command: ["sh", "-c", "echo $$HOME"]', { args: ['sh', '-c', 'echo $HOME'] }],
    ['entrypoint: /run.sh -x', { command: ['/run.sh', '-x'] }],
    ['command: "echo $${X}"', { args: ['echo', '${X}'] }],
    ['command: ["sh", "-c", "date +$(which x)"]', { args: ['sh', '-c', 'date +$$(which x)'] }],
    ['working_dir: /app', { workingDir: '/app' }],
    ['user: "1000:1000"', { runAsUser: 1000 }],
    ['stop_grace_period: 1m30s', { terminationGracePeriodSeconds: 90 }],
    ['scale: 3', { replicas: 3 }],
    ['mem_limit: 1g, cpus: 2', { resources: { limits: { cpu: '2', memory: '1Gi' } } }],
    ['mem_reservation: 64m', { resources: { requests: { memory: '64Mi' } } }],
    ['healthcheck: { disable: true }', {}],
    [
      'ports: ["80"], healthcheck: { test: "wget -q http://127.0.0.1/up || exit 1" }',
      { readinessProbe: { path: '/up', port: 'http' } },
    ],
  ])('%s is taken over without a word', (body, part) => {
    const { said, service } = one(body);
    expect(service('app')).toMatchObject(part);
    expect(said.filter((text) => !text.includes('ports'))).toEqual([]);
  });

  it.each([
    ['ports: [{ target: 80, published: "8080", protocol: tcp, name: web }]', [{ name: 'web', containerPort: 80 }]],
    ['ports: [{ target: 53, protocol: udp }]', [{ name: 'udp-53', containerPort: 53, protocol: 'UDP' }]],
    [
      'ports: ["80:80", "443:443"]',
      [
        { name: 'http', containerPort: 80 },
        { name: 'tcp-443', containerPort: 443 },
      ],
    ],
    ['expose: [80], ports: ["80:80"]', [{ name: 'http', containerPort: 80 }]],
  ])('%s are its ports', (body, ports) => {
    expect(one(body).service('app')?.ports).toEqual(ports);
  });

  it.each([
    ['volumes: [{ type: volume, source: data, target: /data }]', [{ name: 'data', mountPath: '/data', size: '1Gi' }]],
    [
      'volumes: ["/cache", "My_Data:/data"]',
      [
        { name: 'data-1', mountPath: '/cache', size: '1Gi' },
        { name: 'my-data', mountPath: '/data', size: '1Gi' },
      ],
    ],
  ])('%s are its volumes', (body, volumes) => {
    expect(one(body).service('app')?.volumes).toEqual(volumes);
  });

  it.each([
    ['build: .', 'services.app.build was left out'],
    ['env_file: .env', 'services.app.env_file was left out'],
    ['privileged: true', 'services.app.privileged was left out'],
    ['cap_add: [NET_ADMIN]', 'services.app.cap_add has no counterpart here'],
    ['labels: { a: b }', 'services.app.labels has no counterpart here'],
    ['networks: [front]', 'services.app.networks was left out'],
    ['volumes: ["./html:/html"]', 'services.app.volumes[0] mounts a path of the host'],
    ['volumes: [{ type: tmpfs, target: /x }]', 'services.app.volumes[0] is not a volume that is kept'],
    ['volumes: ["a:b:c:d"]', 'services.app.volumes[0] is not a volume that could be read'],
    ['ports: ["80:http"]', 'services.app.ports[0] is not a port'],
    ['ports: ["5432:5432"]', 'services.app.ports 5432 is reached by the other services only'],
    ['ports: ["127.0.0.1:80:80"]', 'services.app.ports 80 is reached by the other services only'],
    ['depends_on: [nowhere]', 'services.app.depends_on there is no service nowhere'],
    ['user: root', 'services.app.user nothing runs as root here'],
    ['user: nobody', 'services.app.user only a number'],
    ['restart: "no"', 'services.app.restart services here are always restarted'],
    ['deploy: { placement: {} }', 'services.app.deploy.placement has no counterpart'],
    ['scale: 500', 'services.app a number of replicas'],
    ['configs: [missing]', 'services.app.configs[0] the content of missing is not in the file'],
    ['healthcheck: { test: [CMD, "true"] }', 'services.app.healthcheck needs a TCP port'],
    ['command: "echo \'a"', 'services.app.command has a quote that is not closed'],
    ['command: echo $NAME', 'services.app.command NAME has no default'],
    ['environment: { "a.b": c }', 'services.app.environment.a.b is not a name that a variable can have'],
    ['environment: { PATH: }', 'services.app.environment.PATH has no value and cannot be a parameter'],
    ['environment: { API_TOKEN: abc }', 'services.app.environment.API_TOKEN looks secret'],
    ['environment: { A: "${B:+c}" }', 'services.app.environment.A ${B:+…} has no counterpart'],
  ])('%s is told', (body, warning) => {
    expect(one(body).said.some((text) => text.startsWith(warning))).toBe(true);
  });

  it.each([
    [
      'environment: { A: 1, B: true, C: }',
      [
        ['A', '1'],
        ['B', 'true'],
        ['C', undefined],
      ],
    ],
    [
      'environment: [A=x=y, "B=", C]',
      [
        ['A', 'x=y'],
        ['B', ''],
        ['C', undefined],
      ],
    ],
    ['environment: { A: "${X:-d}" }', [['A', 'd']]],
  ])('%s are its parameters', (body, parameters) => {
    expect(one(body).draft.definitions.map((each) => [each.name, each.default])).toEqual(parameters);
  });

  it('without an image asks for one', () => {
    const { draft } = imported('services: { my-app: { build: . } }');
    expect(draft.spec.services[0]?.image).toBe('{{MY_APP_IMAGE}}');
    expect(draft.definitions).toMatchObject([{ name: 'MY_APP_IMAGE', required: true }]);
  });
});

describe('the file as a whole', () => {
  it('keeps apart what two services call the same', () => {
    const { draft, service } = imported(`services:
  a: { image: "x:1", environment: { MODE: a, LEVEL: info } }
  b: { image: "x:1", environment: { MODE: b } }`);
    expect(draft.definitions).toEqual([]);
    expect(service('a')?.env).toEqual([
      { name: 'MODE', value: 'a' },
      { name: 'LEVEL', value: 'info' },
    ]);
    expect(service('b')?.env).toEqual([{ name: 'MODE', value: 'b' }]);
  });

  it('brings configs that it holds as files, and gives every service its own volume', () => {
    const { service, said } = imported(`services:
  a: { image: "x:1", volumes: ["data:/d"], configs: [{ source: conf, target: /etc/app.conf }, conf] }
  b: { image: "x:1", volumes: ["data:/d"] }
configs: { conf: { content: "a = 1\\n" } }`);
    expect(service('a')?.files).toEqual({ '/etc/app.conf': 'a = 1\n', '/conf': 'a = 1\n' });
    expect(said).toContain('volumes.data is not shared here: a and b each get one of their own');
  });

  it('renames what cannot be a name here, and tells', () => {
    const { draft, said } = imported(
      'services: { My_App: { image: "x:1" }, my-app: { image: "y:1", depends_on: [My_App] } }',
      'mine',
    );
    expect(draft.name).toBe('mine');
    expect(draft.spec.services.map((one) => [one.name, one.dependsOn])).toEqual([
      ['my-app', undefined],
      ['my-app-2', ['my-app']],
    ]);
    expect(said).toEqual(['services.My_App is called my-app here', 'services.my-app is called my-app-2 here']);
  });

  it('tells which parameters were one variable', () => {
    const { said } = imported(`services:
  a: { image: "x:1", environment: { A_KEY: "\${SHARED}" } }
  b: { image: "x:1", environment: { B_KEY: "\${SHARED}" } }`);
    expect(said).toContain(' ${SHARED} became the parameters A_KEY and B_KEY: give them the same value');
  });

  it('ignores what Compose ignores, and tells of the rest', () => {
    const { said } = imported(
      'services: { a: { image: "x:1", x-note: y } }\nversion: "3"\nx-common: {}\nnetworks: {}\nsecrets: {}\nother: 1\nvolumes: { v: { driver: nfs } }',
    );
    expect(said.map((text) => text.split(' ')[0])).toEqual(['networks', 'secrets', 'other', 'volumes.v']);
  });

  it.each([
    ['[]', ''],
    ['services: {}', 'services'],
    ['services: 3', 'services'],
    ['{}', 'services'],
    ['null', ''],
  ])('is refused when it is %s', (text, path) => {
    expect(importCompose(parse(text))).toMatchObject({ kind: 'invalid', issues: [{ path }] });
  });
});
