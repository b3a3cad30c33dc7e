// PostgreSQL, Redis, registry and name servers as Debian packages them: found, or installed when we may.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const packages = { postgres: 'postgresql', 'redis-server': 'redis-server', 'docker-registry': 'docker-registry', named: 'bind9' };
const postgresDir = '/usr/lib/postgresql';

function onPath(program) {
  // Servers are there, also where only programs for everybody are on the path.
  return [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin']
    .filter((dir) => path.isAbsolute(dir))
    .map((dir) => path.join(dir, program))
    .find((file) => existsSync(file));
}

/** The newest of several versions, which Debian keeps beside one another and off the PATH. */
function newestPostgres() {
  if (!existsSync(postgresDir)) return undefined;
  const versions = readdirSync(postgresDir)
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a);
  return versions.map((version) => path.join(postgresDir, String(version), 'bin', 'postgres')).find((file) => existsSync(file));
}

function find(program) {
  return program === 'postgres' ? (newestPostgres() ?? onPath(program)) : onPath(program);
}

/** Our servers have their own directories and ports; those that the packages would start and keep running are not wanted. */
function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-y', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return (
    apt('install', '--no-install-recommends', ...names) || (apt('update') && apt('install', '--no-install-recommends', ...names))
  );
}

/** Installs packages, or says how. */
export function installPackages(names, say = console.log) {
  if (process.getuid?.() !== 0)
    throw new Error(`Install ${names.join(' and ')} (apt-get install ${names.join(' ')}), or run this as root.`);
  say(`Installing ${names.join(' and ')}`);
  if (!install(names)) throw new Error(`apt-get could not install ${names.join(' and ')}.`);
}

/** Paths of the servers. */
export function installDebianServers(say = console.log) {
  const missing = Object.keys(packages).filter((program) => find(program) === undefined);
  if (missing.length > 0)
    installPackages(
      missing.map((program) => packages[program]),
      say,
    );
  const found = Object.fromEntries(Object.keys(packages).map((program) => [program, find(program)]));
  for (const [program, file] of Object.entries(found))
    if (file === undefined) throw new Error(`${packages[program]} is installed and has no ${program}.`);
  return { postgres: found.postgres, redis: found['redis-server'], registry: found['docker-registry'], bind: found.named };
}
