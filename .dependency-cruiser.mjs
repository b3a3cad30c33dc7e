// The architecture as rules that fail. `npm run check` runs them (tools/check-imports.ts), tools/import-rules.test.ts plants a
// violation of each. Which domain may use which is in domains.json. That folders make no cycles is checked in tools/folder-cycles.ts.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const { domains } = JSON.parse(readFileSync(path.join(import.meta.dirname, 'domains.json'), 'utf8'));

/** Files that are no part of the product: tests and what generates or measures. */
const tests = String.raw`\.(test|e2e)\.tsx?$|^packages/[^/]+/test/`;
const programs = '^packages/[^/]+/tools/|^tools/|^bench/';
const domainDir = '^packages/server/src/domains/';
const platformDir = '^packages/server/src/platform/';
const adaptersDir = '^packages/server/src/adapters/';

/** What a package may import besides itself. `moorage` may import everything and is imported by nobody. */
const packageEdges = {
  core: [],
  sdk: [],
  kube: ['core'],
  'embedded-cluster': ['core', 'kube'],
  'embedded-postgres': ['core'],
  server: ['core', 'kube'],
  operator: ['core', 'kube'],
  cli: ['sdk'],
  web: ['sdk'],
  testkit: ['core', 'embedded-cluster', 'embedded-postgres'],
};

/** Packages whose tests may use the testkit (and through it a database and a cluster). */
const testedWithTestkit = ['kube', 'server', 'operator'];

const either = (names) => `(${names.join('|')})`;

const packageRules = Object.entries(packageEdges).flatMap(([name, edges]) => {
  const allowed = [name, ...edges];
  const inTests = testedWithTestkit.includes(name) ? [...new Set([...allowed, 'testkit', 'embedded-postgres'])] : allowed;
  return [
    {
      name: `package-edges-${name}`,
      comment: `${name} may import ${edges.length === 0 ? 'no other package of ours' : edges.join(' and ')} only.`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: `${tests}|${programs}` },
      to: { path: '^packages/', pathNot: `^packages/${either(allowed)}/` },
    },
    {
      name: `package-edges-${name}-tests`,
      comment: `Tests and generators of ${name} may import ${inTests.join(', ')} only.`,
      severity: 'error',
      from: { path: `^packages/${name}/.*(${tests})|^packages/${name}/(test|tools)/` },
      to: { path: '^packages/', pathNot: `^packages/${either(inTests)}/` },
    },
  ];
});

const domainRules = Object.entries(domains).map(([name, { uses }]) => ({
  name: `domain-uses-${name}`,
  comment: `The domain ${name} may use ${[...uses, 'audit'].join(', ')} only (domains.json).`,
  severity: 'error',
  from: { path: `${domainDir}${name}/`, pathNot: tests },
  to: { path: domainDir, pathNot: `${domainDir}${either([...new Set([name, ...uses, 'audit'])])}/` },
}));

const layeringRules = [
  {
    name: 'no-circular',
    comment: 'Files that need each other are one file, or something third is missing.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'kube-runtime-no-crds',
    comment: 'The controller runtime knows no product: it may not import our custom resources.',
    severity: 'error',
    from: { path: '^packages/kube/src/runtime/', pathNot: tests },
    to: { path: '^packages/kube/src/crds/' },
  },
  {
    name: 'embedded-cluster-shapes-only',
    comment: 'The embedded cluster is a server: of kube it may use the shapes of objects and the schemas, never the client.',
    severity: 'error',
    from: { path: '^packages/embedded-cluster/', pathNot: tests },
    to: {
      path: '^packages/kube/src/',
      pathNot: String.raw`^packages/kube/src/(objects|resources)\.ts$|^packages/kube/src/crds/[^/]*schema[^/]*\.ts$`,
    },
  },
  {
    name: 'domain-door',
    comment: 'A domain is entered through its index.ts only.',
    severity: 'error',
    from: { path: `${domainDir}([^/]+)/`, pathNot: tests },
    to: { path: `${domainDir}[^/]+/`, pathNot: [`${domainDir}$1/`, String.raw`${domainDir}[^/]+/index\.ts$`] },
  },
  {
    name: 'platform-knows-no-product',
    comment: 'The platform imports no domain and no adapter; what it needs from one, app.ts hands in.',
    severity: 'error',
    from: { path: platformDir, pathNot: tests },
    to: { path: either([domainDir, adaptersDir]) },
  },
  {
    name: 'adapters-implement-ports',
    comment: 'An adapter sees the platform and the ports that it implements.',
    severity: 'error',
    from: { path: `${adaptersDir}([^/]+)/`, pathNot: tests },
    to: {
      path: '^packages/server/src/',
      pathNot: [`${adaptersDir}$1/`, platformDir, String.raw`${domainDir}[^/]+/[^/]+\.ports\.ts$`],
    },
  },
  {
    name: 'only-app-wires-adapters',
    comment:
      'Adapters are chosen in the composition root; keepers of root keys and places of backups in its parts that the command line has too.',
    severity: 'error',
    from: {
      path: '^packages/',
      pathNot: [adaptersDir, String.raw`^packages/server/src/(app|vault-parts|backup-parts)\.ts$`, tests],
    },
    to: { path: adaptersDir },
  },
];

const pureFiles = String.raw`\.(contract|rules|view|plan|ports)\.ts$`;

const roleRules = [
  {
    name: 'pure-no-node',
    comment: 'Contracts, rules, views, plans and ports are pure: no module of Node.',
    severity: 'error',
    from: { path: pureFiles },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'pure-no-packages',
    comment: 'Contracts, rules, views, plans and ports use no npm package but zod.',
    severity: 'error',
    from: { path: pureFiles },
    to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
  },
  {
    name: 'pure-no-shell',
    comment: 'Contracts, rules, views, plans and ports import no file of a role that does I/O.',
    severity: 'error',
    from: { path: pureFiles },
    to: { path: String.raw`\.(store|service|routes|jobs|reconcile|gather|execute)\.ts$` },
  },
  {
    name: 'edges-go-through-service',
    comment: 'Routes and jobs never touch a store: the service decides what is allowed.',
    severity: 'error',
    from: { path: String.raw`\.(routes|jobs)\.ts$` },
    to: { path: String.raw`\.store\.ts$` },
  },
  {
    name: 'service-own-stores',
    comment: 'A service uses stores of its own domain only.',
    severity: 'error',
    from: { path: String.raw`${domainDir}([^/]+)/.*\.service\.ts$` },
    to: { path: String.raw`\.store\.ts$`, pathNot: `${domainDir}$1/` },
  },
  {
    name: 'sql-only-in-stores',
    comment: 'SQL is written in stores and in the platform folders that own the database.',
    severity: 'error',
    from: {
      path: '^packages/(server|operator|core|kube|embedded-cluster)/src/',
      pathNot: [String.raw`\.store\.ts$`, `${platformDir}(db|jobs|reconcile|outbox)/`, tests],
    },
    to: { path: 'node_modules/(kysely|pg)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-tests-in-production',
    comment: 'Production code imports no test, no testkit and no fake.',
    severity: 'error',
    from: { path: '^packages/', pathNot: [tests, programs, '^packages/testkit/', String.raw`\.fake\.ts$`] },
    to: { path: String.raw`(${tests})|^packages/testkit/|\.fake\.ts$` },
  },
  {
    name: 'nobody-imports-the-distribution',
    comment: 'The distribution stands on top of everything.',
    severity: 'error',
    from: { path: '^packages/', pathNot: '^packages/moorage/' },
    to: { path: '^packages/moorage/' },
  },
];

const webDir = '^packages/web/src/';
const webLayer = (name, layers, comment) => ({
  name: `web-${name}`,
  comment,
  severity: 'error',
  from: { path: `${webDir}${name}/`, pathNot: tests },
  to: { path: webDir, pathNot: `${webDir}${either(layers)}/` },
});

const webRules = [
  webLayer('lib', ['lib'], 'lib stands on nothing of the console.'),
  webLayer('ui', ['ui', 'lib'], 'ui may import lib only.'),
  webLayer('api', ['api', 'lib'], 'api may import lib only.'),
  webLayer('shared', ['shared', 'ui', 'api', 'lib'], 'shared may import ui, api and lib only.'),
  {
    name: 'web-features',
    comment: 'A feature may import shared, ui, api and lib, never another feature.',
    severity: 'error',
    from: { path: `${webDir}features/([^/]+)/`, pathNot: tests },
    to: { path: webDir, pathNot: [`${webDir}features/$1/`, `${webDir}(shared|ui|api|lib)/`] },
  },
  {
    name: 'web-routes-lazy',
    comment: 'The route tree imports features lazily, so that the first load stays small.',
    severity: 'error',
    from: { path: String.raw`${webDir}routes(\.tsx$|/)` },
    to: { path: `${webDir}features/`, dependencyTypesNot: ['dynamic-import', 'type-only'] },
  },
  {
    name: 'web-client-in-api',
    comment: "Only api/ uses the SDK's client; everyone may use its types.",
    severity: 'error',
    from: { path: webDir, pathNot: [`${webDir}api/`, tests] },
    to: { path: '^packages/sdk/src/', dependencyTypesNot: ['type-only'] },
  },
];

const resolutionRules = [
  {
    name: 'no-unresolvable',
    comment: 'An import that the checker cannot follow would hide from every other rule.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
  {
    name: 'no-undeclared-dependency',
    comment: 'A package that is used is named in the manifest.',
    severity: 'error',
    from: { pathNot: tests },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

export default {
  forbidden: [...layeringRules, ...packageRules, ...domainRules, ...roleRules, ...webRules, ...resolutionRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', String.raw`\.cache/`] },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    // Who imports a module and what is an orphan takes a third of the time, and no rule asks for it.
    skipAnalysisNotInRules: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts', '.css'],
    },
  },
};
