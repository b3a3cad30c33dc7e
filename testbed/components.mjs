// The programs of a real cluster, Vault, the controllers of External Secrets and Terraform. Each is found where somebody provides it, or
// built once from its Go module into .cache/testbed, under a name that changes with what it is built from.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { layOut as layOutExternalSecrets } from './external-secrets/lay-out.mjs';
import { layOut as layOutTerraform } from './terraform/lay-out.mjs';

const here = import.meta.dirname;
export const cacheDir = path.resolve(here, '..', '.cache', 'testbed');
/** What the tests read; see packages/testkit/src/real-components.ts. */
export const componentsFile = path.join(cacheDir, 'components.json');

const kubeParts = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** Programs built from a module know no version of their own, and clients read that of a server. */
function linkerFlags(dir) {
  const version = /k8s\.io\/kubernetes (v\d+\.\d+\.\d+)/.exec(readFileSync(path.join(dir, 'go.mod'), 'utf8'))?.[1];
  // Without symbols and debug information: a third less to link and to keep.
  return ['-s -w', ...(version === undefined ? [] : [`-X k8s.io/component-base/version.gitVersion=${version}`])].join(' ');
}

function fingerprint(dir, beside) {
  const hash = createHash('sha256').update(linkerFlags(dir));
  for (const other of beside) hash.update(fingerprint(other, []));
  const files = readdirSync(dir, { recursive: true }).toSorted();
  const sources = files.filter((file) => /\.(go|mjs)$/.test(file) && !file.includes(path.sep));
  // Modules of ours that it is built with.
  const within = files.filter((file) => file.includes(path.sep) && /(\.go|go\.mod)$/.test(file));
  for (const file of [...sources, 'go.mod', 'go.sum', ...within]) hash.update(readFileSync(path.join(dir, file)));
  return hash.digest('hex').slice(0, 12);
}

function requireGo() {
  const { status } = spawnSync('go', ['version'], { stdio: 'ignore' });
  if (status !== 0)
    throw new Error('The testbed is built from Go modules: install Go 1.26 or newer, so that `go` is on the PATH.');
}

/** Former builds only take room. */
function removeOthers(module, target) {
  for (const name of readdirSync(cacheDir))
    if (new RegExp(`^${module}-[0-9a-f]{12}$`).test(name) && name !== path.basename(target)) rmSync(path.join(cacheDir, name));
}

/**
 * A program of the Go module in `dir`, built once for each state of its sources and of those of the modules `beside` it; elsewhere when
 * something has to be laid out for it.
 */
export function built(module, say, { dir = path.join(here, module), layOut, program = '.', beside = [] } = {}) {
  const target = path.join(cacheDir, `${module}-${fingerprint(dir, beside)}`);
  if (existsSync(target)) return target;
  requireGo();
  mkdirSync(cacheDir, { recursive: true });
  say(`Building ${module} (once)`);
  const beganAt = performance.now();
  const args = ['build', `-ldflags=${linkerFlags(dir)}`, '-o', `${target}.new`, program];
  const scratch = `${target}.sources`;
  layOut?.(dir, scratch);
  execFileSync('go', args, { cwd: layOut === undefined ? dir : scratch, stdio: ['ignore', 'inherit', 'inherit'] });
  rmSync(scratch, { recursive: true, force: true });
  renameSync(`${target}.new`, target);
  removeOthers(module, target);
  say(`  done in ${((performance.now() - beganAt) / 1000).toFixed(0)} s`);
  return target;
}

/** A program that somebody provides, as users of envtest do. */
function provided(name) {
  const dir = process.env.KUBEBUILDER_ASSETS;
  const file = dir === undefined || dir === '' ? undefined : path.join(dir, name);
  return file !== undefined && existsSync(file) ? file : undefined;
}

/** Our provider for Terraform, which uses our SDK. */
function builtProvider(say) {
  const [dir, sdk] = ['terraform-provider', 'sdk-go'].map((name) => path.resolve(here, '..', name));
  return built('terraform-provider-moorage', say, { dir, beside: [sdk] });
}

/** Command lines of all components, as arrays; builds what is missing. */
export function installComponents(say = console.log) {
  const kube = (name) => {
    const file = provided(name);
    return file === undefined ? [built('kube', say), name] : [file];
  };
  const components = {
    etcd: [provided('etcd') ?? built('etcd', say)],
    ...Object.fromEntries(kubeParts.map((name) => [name, kube(name)])),
    kwok: [built('kwok', say)],
    vault: [built('vault', say)],
    'external-secrets': [built('external-secrets', say, { layOut: layOutExternalSecrets })],
    terraform: [built('terraform', say, { layOut: layOutTerraform, program: 'github.com/hashicorp/terraform' })],
    'terraform-provider-moorage': [builtProvider(say)],
  };
  mkdirSync(cacheDir, { recursive: true });
  writeFileSync(`${componentsFile}.new`, `${JSON.stringify(components, undefined, 2)}\n`);
  renameSync(`${componentsFile}.new`, componentsFile);
  return components;
}
