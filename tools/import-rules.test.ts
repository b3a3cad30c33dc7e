import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeReport, ruleNames } from './check-imports.ts';

let root: string;

const packages = [
  ...['core', 'sdk', 'kube', 'embedded-cluster', 'embedded-postgres', 'server', 'operator', 'cli', 'web', 'testkit'].map(
    (dir) => ({ dir, name: `@moorage/${dir}` }),
  ),
  { dir: 'moorage', name: 'moorage' },
];
const vendors = ['zod', 'kysely', 'pg', 'fastify'];

function write(file: string, text: string): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** A tree shaped like this house: every package with one module, linked as npm links workspaces. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'moorage-import-rules-')));
  write(
    'package.json',
    JSON.stringify({
      name: 'planted',
      private: true,
      type: 'module',
      dependencies: { zod: '1', kysely: '1', pg: '1', fastify: '1' },
    }),
  );
  for (const name of vendors) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', exports: './index.js' }));
    write(`node_modules/${name}/index.js`, 'export const it = 1;\n');
  }
  mkdirSync(path.join(root, 'node_modules', '@moorage'), { recursive: true });
  const dependencies = Object.fromEntries([...packages.map(({ name }) => name), ...vendors].map((name) => [name, '*']));
  for (const { dir, name } of packages) {
    write(
      `packages/${dir}/package.json`,
      JSON.stringify({ name, type: 'module', exports: { './*': './src/*.ts' }, dependencies }),
    );
    write(`packages/${dir}/src/thing.ts`, 'export const thing = 1;\n');
    symlinkSync(path.join(root, 'packages', dir), path.join(root, 'node_modules', name));
  }
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function check(): string[] {
  const program = path.join(import.meta.dirname, 'check-imports.ts');
  const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], { cwd: root, encoding: 'utf8' });
  expect(done.stderr).toBe('');
  return done.stdout.trim().split('\n');
}

interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly imports: string;
  /** The imported file, when the tree does not have it. */
  readonly target?: string;
  readonly isType?: boolean;
}

const server = 'packages/server/src';
const web = 'packages/web/src';

const edges: Planted[] = [
  { rule: 'package-edges-core', file: 'packages/core/src/bad.ts', imports: '@moorage/kube/thing' },
  { rule: 'package-edges-sdk', file: 'packages/sdk/src/bad.ts', imports: '@moorage/core/thing' },
  { rule: 'package-edges-kube', file: 'packages/kube/src/bad.ts', imports: '@moorage/server/thing', isType: true },
  { rule: 'package-edges-embedded-cluster', file: 'packages/embedded-cluster/src/bad.ts', imports: '@moorage/operator/thing' },
  { rule: 'package-edges-embedded-postgres', file: 'packages/embedded-postgres/src/bad.ts', imports: '@moorage/kube/thing' },
  { rule: 'package-edges-server', file: `${server}/bad.ts`, imports: '../../embedded-postgres/src/thing.ts' },
  { rule: 'package-edges-operator', file: 'packages/operator/src/bad.ts', imports: '@moorage/server/thing' },
  { rule: 'package-edges-cli', file: 'packages/cli/src/bad.ts', imports: '@moorage/core/thing' },
  { rule: 'package-edges-web', file: `${web}/bad.ts`, imports: '@moorage/kube/thing', isType: true },
  { rule: 'package-edges-testkit', file: 'packages/testkit/src/bad.ts', imports: '@moorage/server/thing' },
  { rule: 'package-edges-core-tests', file: 'packages/core/src/bad.test.ts', imports: '@moorage/testkit/thing' },
  { rule: 'package-edges-sdk-tests', file: 'packages/sdk/tools/bad.ts', imports: '@moorage/server/thing' },
  { rule: 'package-edges-kube-tests', file: 'packages/kube/src/bad.kube.test.ts', imports: '@moorage/embedded-cluster/thing' },
  {
    rule: 'package-edges-embedded-cluster-tests',
    file: 'packages/embedded-cluster/src/bad.test.ts',
    imports: '@moorage/testkit/thing',
  },
  {
    rule: 'package-edges-embedded-postgres-tests',
    file: 'packages/embedded-postgres/src/bad.db.test.ts',
    imports: '@moorage/testkit/thing',
  },
  { rule: 'package-edges-server-tests', file: `${server}/bad.api.test.ts`, imports: '@moorage/operator/thing' },
  { rule: 'package-edges-operator-tests', file: 'packages/operator/src/bad.test.ts', imports: '@moorage/server/thing' },
  { rule: 'package-edges-cli-tests', file: 'packages/cli/src/bad.test.ts', imports: '@moorage/server/thing' },
  { rule: 'package-edges-web-tests', file: `${web}/bad.test.tsx`, imports: '@moorage/server/thing' },
  { rule: 'package-edges-testkit-tests', file: 'packages/testkit/src/bad.test.ts', imports: '@moorage/server/thing' },
  { rule: 'nobody-imports-the-distribution', file: `${server}/upward.ts`, imports: 'moorage/thing' },
  {
    rule: 'kube-runtime-no-crds',
    file: 'packages/kube/src/runtime/bad.ts',
    imports: '../crds/app.ts',
    target: 'packages/kube/src/crds/app.ts',
  },
  { rule: 'embedded-cluster-shapes-only', file: 'packages/embedded-cluster/src/client.ts', imports: '@moorage/kube/thing' },
];

/** Those of the real house, so that a new one is planted without being named here. */
const { domains: declared }: { domains: Record<string, unknown> } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../domains.json'), 'utf8'),
);
const domains = Object.keys(declared);

const layers: Planted[] = [
  ...domains.map((name) => ({
    rule: `domain-uses-${name}`,
    file: `${server}/domains/${name}/upward.ts`,
    imports: '../unknown/index.ts',
    target: `${server}/domains/unknown/index.ts`,
  })),
  {
    rule: 'domain-uses-orgs',
    file: `${server}/domains/orgs/bad.ts`,
    imports: '../deployments/index.ts',
    target: `${server}/domains/deployments/index.ts`,
  },
  {
    rule: 'domain-door',
    file: `${server}/domains/orgs/door.ts`,
    imports: '../identity/user.rules.ts',
    target: `${server}/domains/identity/user.rules.ts`,
  },
  {
    rule: 'platform-knows-no-product',
    file: `${server}/platform/http/bad.ts`,
    imports: '../../domains/orgs/index.ts',
    target: `${server}/domains/orgs/index.ts`,
  },
  {
    rule: 'adapters-implement-ports',
    file: `${server}/adapters/stripe/bad.ts`,
    imports: '../../domains/orgs/org.service.ts',
    target: `${server}/domains/orgs/org.service.ts`,
  },
  {
    rule: 'only-app-wires-adapters',
    file: `${server}/domains/orgs/adapter.ts`,
    imports: '../../adapters/s3/s3.ts',
    target: `${server}/adapters/s3/s3.ts`,
  },
];

const roles: Planted[] = [
  { rule: 'pure-no-node', file: `${server}/domains/orgs/a.rules.ts`, imports: 'node:fs' },
  { rule: 'pure-no-packages', file: `${server}/domains/orgs/a.plan.ts`, imports: 'fastify', isType: true },
  {
    rule: 'pure-no-shell',
    file: `${server}/domains/orgs/a.view.ts`,
    imports: './a.store.ts',
    target: `${server}/domains/orgs/a.store.ts`,
    isType: true,
  },
  {
    rule: 'edges-go-through-service',
    file: `${server}/domains/orgs/a.routes.ts`,
    imports: './b.store.ts',
    target: `${server}/domains/orgs/b.store.ts`,
  },
  { rule: 'edges-go-through-service', file: `${server}/domains/orgs/a.jobs.ts`, imports: './b.store.ts' },
  {
    rule: 'service-own-stores',
    file: `${server}/domains/orgs/a.service.ts`,
    imports: '../identity/c.store.ts',
    target: `${server}/domains/identity/c.store.ts`,
  },
  { rule: 'sql-only-in-stores', file: `${server}/domains/orgs/b.service.ts`, imports: 'kysely' },
  { rule: 'sql-only-in-stores', file: `${server}/platform/http/sql.ts`, imports: 'pg' },
  { rule: 'no-tests-in-production', file: 'packages/moorage/src/test-only.ts', imports: '@moorage/testkit/thing' },
  {
    rule: 'no-tests-in-production',
    file: `${server}/app.ts`,
    imports: './adapters/x/x.fake.ts',
    target: `${server}/adapters/x/x.fake.ts`,
  },
  { rule: 'no-tests-in-production', file: `${server}/prod.ts`, imports: './some.test.ts', target: `${server}/some.test.ts` },
];

const consoleLayers: Planted[] = [
  { rule: 'web-lib', file: `${web}/lib/bad.ts`, imports: '../ui/a.ts', target: `${web}/ui/a.ts` },
  { rule: 'web-ui', file: `${web}/ui/bad.ts`, imports: '../api/a.ts', target: `${web}/api/a.ts` },
  { rule: 'web-api', file: `${web}/api/bad.ts`, imports: '../shared/a.ts', target: `${web}/shared/a.ts` },
  { rule: 'web-shared', file: `${web}/shared/bad.ts`, imports: '../features/x/a.ts', target: `${web}/features/x/a.ts` },
  { rule: 'web-features', file: `${web}/features/y/bad.ts`, imports: '../x/a.ts', target: `${web}/features/x/a.ts` },
  { rule: 'web-routes-lazy', file: `${web}/routes.tsx`, imports: './features/x/b.ts', target: `${web}/features/x/b.ts` },
  { rule: 'web-client-in-api', file: `${web}/shared/client.ts`, imports: '@moorage/sdk/thing' },
  { rule: 'no-unresolvable', file: 'packages/core/src/nowhere.ts', imports: '@moorage/core/no-such-file' },
  { rule: 'no-undeclared-dependency', file: 'packages/core/src/undeclared.ts', imports: 'stranger' },
];

function plant({ file, imports, target, isType }: Planted): void {
  if (target !== undefined) write(target, 'export const it = 1;\nexport type It = number;\n');
  write(
    file,
    isType === true
      ? `import type { It } from '${imports}';\nexport type Own = It;\n`
      : `import * as it from '${imports}';\nexport { it };\n`,
  );
}

describe('the import rules', () => {
  it('find nothing in a tree that keeps them', () => {
    write(
      `${server}/domains/deployments/a.service.ts`,
      "import './a.store.ts';\nimport '../orgs/index.ts';\nimport '@moorage/core/thing';\n",
    );
    write(`${server}/domains/deployments/a.store.ts`, "import 'kysely';\n");
    write(`${server}/domains/deployments/a.contract.ts`, "import 'zod';\n");
    write(`${server}/domains/orgs/index.ts`, 'export const it = 1;\n');
    write(`${server}/a.api.test.ts`, "import '@moorage/testkit/thing';\n");
    write(`${web}/routes.tsx`, "export const load = () => import('./features/x/a.ts');\n");
    write(`${web}/features/x/a.ts`, "import type { Thing } from '@moorage/sdk/thing';\nexport type Own = Thing;\n");
    expect(check()).toEqual([expect.stringMatching(/^\d+ modules, 0 problems$/)]);
  });

  it('report every planted violation by name', { timeout: 60_000 }, () => {
    write('node_modules/stranger/package.json', JSON.stringify({ name: 'stranger', type: 'module', exports: './index.js' }));
    write('node_modules/stranger/index.js', 'export const it = 1;\n');
    const planted = [...edges, ...layers, ...roles, ...consoleLayers];
    planted.forEach(plant);
    const lines = check();
    const missed = planted.filter(({ rule, file }) => !lines.some((line) => line.startsWith(`${rule}: ${file} →`)));
    expect(missed.map(({ rule, file }) => `${rule}: ${file}`)).toEqual([]);
  });

  it('report cycles between files and between folders', () => {
    write('packages/core/src/a/one.ts', "import '../b/one.ts';\n");
    write('packages/core/src/b/one.ts', 'export const it = 1;\n');
    write('packages/core/src/b/two.ts', "import '../a/two.ts';\n");
    write('packages/core/src/a/two.ts', 'export const it = 1;\n');
    write('packages/kube/src/one.ts', "import type { Two } from './two.ts';\nexport type One = Two;\n");
    write('packages/kube/src/two.ts', "import type { One } from './one.ts';\nexport type Two = One;\n");
    const found = check().map((line) => line.split(':')[0]);
    expect(found).toContain('no-circular');
    expect(found).toContain('no-circular-folders');
  });

  it('are each planted here', async () => {
    const planted = new Set([...edges, ...layers, ...roles, ...consoleLayers].map(({ rule }) => rule));
    const names = (await ruleNames()).filter((name) => !name.startsWith('no-circular'));
    expect(names.filter((name) => !planted.has(name))).toEqual([]);
  });
});

describe('the report', () => {
  it('names files that the checker did not look at', () => {
    expect(describeReport({ violations: [], unseen: ['packages/core/src/a.ts'], seenCount: 0 })).toEqual([
      'not-seen: the checker did not look at packages/core/src/a.ts',
    ]);
  });
});
