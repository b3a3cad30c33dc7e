/** PostgreSQL, Redis and registry servers of Debian, Vault, and an emulator of AWS for tests: on loopback, on a free port, with data that is gone with them. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { createProcessGroup, launchedAs, type ProcessGroup } from './real-processes.ts';
import { waitUntil } from './wait-until.ts';

export interface RealServer {
  readonly url: string;
  stop(): Promise<void>;
}

const loopback = '127.0.0.1';
const startTimeoutMs = 60_000;
/** The user that the package makes; a PostgreSQL server refuses to run as root. */
const postgresUser = 'postgres';

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, loopback);
    const finish = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', finish(true)).on('error', finish(false));
  });
}

async function serving(group: ProcessGroup, name: string, port: number): Promise<void> {
  await waitUntil(
    () => {
      const ending = group.ending(name);
      if (ending !== undefined) throw new Error(ending);
      return accepts(port);
    },
    { describe: `${name} to serve`, timeoutMs: startTimeoutMs },
  );
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
}

function initialize(group: ProcessGroup, program: string, password: string): string {
  const dataDir = path.join(group.dir, 'postgres');
  const passwordFile = path.join(group.dir, 'postgres.password');
  mkdirSync(dataDir, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (process.getuid?.() === 0)
    for (const file of [dataDir, passwordFile]) chownSync(file, idOf(postgresUser, '-u'), idOf(postgresUser, '-g'));
  const initdb = path.join(path.dirname(program), 'initdb');
  const flags = ['-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C.UTF-8'];
  const [file = '', ...args] = [...launchedAs(postgresUser), initdb, '-D', dataDir, '--no-sync', ...flags];
  execFileSync(file, args, { cwd: group.dir, stdio: ['ignore', 'ignore', 'pipe'] });
  rmSync(passwordFile);
  return dataDir;
}

/** The role of tests is as that of an application: no superuser, so that row-level security binds it. */
async function createRole(port: number, password: string): Promise<string> {
  const urlOf = (role: string): string => `postgres://${role}:${password}@${loopback}:${port}/postgres`;
  const admin = await waitUntil(
    async () => {
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      // The port is open before the server takes anybody.
      return client.connect().then(
        () => client,
        () => undefined,
      );
    },
    { describe: 'PostgreSQL to take a connection', timeoutMs: startTimeoutMs },
  );
  await admin.query(`create role moorage login nosuperuser createdb password '${password}'`);
  await admin.end();
  return urlOf('moorage');
}

/** `program` is the path of `postgres`, beside which its other programs are. */
export async function startRealPostgres(program: string): Promise<RealServer> {
  const group = createProcessGroup('postgres');
  const password = randomBytes(16).toString('hex');
  const dataDir = initialize(group, program, password);
  const port = await freePort();
  const settings = {
    listen_addresses: loopback,
    port: String(port),
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // Nobody follows this server, so what a transaction makes itself need not be logged for followers.
    wal_level: 'minimal',
    max_wal_senders: '0',
    // As the embedded server has it: to compile a query takes longer than to run it.
    jit: 'off',
    max_connections: '300',
    max_locks_per_transaction: '256',
    shared_buffers: '64MB',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  group.start('postgres', [program, '-D', dataDir, ...flags], postgresUser);
  await serving(group, 'postgres', port);
  return { url: await createRole(port, password), stop: () => group.stop() };
}

/** `program` is the path of `redis-server`. */
export async function startRealRedis(program: string): Promise<RealServer> {
  const group = createProcessGroup('redis');
  const port = await freePort();
  const password = randomBytes(16).toString('hex');
  const file = path.join(group.dir, 'redis.conf');
  const lines = [`bind ${loopback}`, `port ${port}`, `requirepass ${password}`, `dir ${group.dir}`, 'save ""', 'appendonly no'];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  group.start('redis', [program, file]);
  await serving(group, 'redis', port);
  return { url: `redis://:${password}@${loopback}:${port}`, stop: () => group.stop() };
}

/** Of {@link registryPassword}; the server takes bcrypt only. */
const registryHash = '$2b$05$abcdefghijklmnopqrstuuKcS.CYWVYVaLiiCKrrc0A5s3mGesJ9O';
const registryPassword = 'sesame';

/** `program` is the path of `docker-registry`; whoever asks it must prove who he is. */
export async function startRealRegistry(program: string): Promise<RealServer> {
  const group = createProcessGroup('registry');
  const port = await freePort();
  const passwords = path.join(group.dir, 'htpasswd');
  writeFileSync(passwords, `reader:${registryHash}\n`, { mode: 0o600 });
  const config = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: path.join(group.dir, 'registry') }, delete: { enabled: true } },
    auth: { htpasswd: { realm: 'test', path: passwords } },
    http: { addr: `${loopback}:${port}` },
  };
  const file = path.join(group.dir, 'registry.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  group.start('registry', [program, 'serve', file]);
  await serving(group, 'registry', port);
  return { url: `http://reader:${registryPassword}@${loopback}:${port}`, stop: () => group.stop() };
}

/** `command` is how Vault is started. Everything that it knows is in its memory. */
export async function startRealVault(command: readonly string[]): Promise<RealServer & { readonly token: string }> {
  const group = createProcessGroup('vault');
  const port = await freePort();
  const token = randomBytes(16).toString('hex');
  const file = path.join(group.dir, 'root.token');
  writeFileSync(file, token, { mode: 0o600 });
  group.start('vault', [...command, `${loopback}:${port}`, file]);
  await serving(group, 'vault', port);
  return { url: `http://${loopback}:${port}`, token, stop: () => group.stop() };
}

/** `command` is how the emulator is started. Everything that it knows is in its memory. */
export async function startRealAws(command: readonly string[]): Promise<RealServer> {
  const group = createProcessGroup('aws');
  const port = await freePort();
  group.start('aws', [...command, '-H', loopback, '-p', String(port)]);
  await serving(group, 'aws', port);
  return { url: `http://${loopback}:${port}`, stop: () => group.stop() };
}

/** A name server that is the master of `example.test`, which whoever has the key `moorage` may update. */
export async function startRealBind(program: string): Promise<RealServer & { readonly secret: string }> {
  const group = createProcessGroup('bind');
  const port = await freePort();
  const secret = randomBytes(32).toString('base64');
  const zone = path.join(group.dir, 'example.test.zone');
  const soa = '@ 60 IN SOA ns.example.test. admin.example.test. 1 3600 600 86400 60';
  writeFileSync(zone, `$ORIGIN example.test.\n${soa}\n@ 60 IN NS ns\nns 60 IN A 127.0.0.1\n`);
  const file = path.join(group.dir, 'named.conf');
  const options = [
    `directory "${group.dir}"`,
    `listen-on port ${port} { ${loopback}; }`,
    'listen-on-v6 { none; }',
    'pid-file none',
    'session-keyfile none',
    'recursion no',
    'dnssec-validation no',
    'allow-transfer { none; }',
  ];
  const lines = [
    `key "moorage" { algorithm hmac-sha256; secret "${secret}"; };`,
    'controls { };',
    `options { ${options.map((option) => `${option};`).join(' ')} };`,
    `zone "example.test" { type master; file "${zone}"; allow-update { key "moorage"; }; };`,
  ];
  writeFileSync(file, lines.join('\n'), { mode: 0o600 });
  group.start('bind', [program, '-g', '-c', file]);
  await serving(group, 'bind', port);
  return { url: `dns://${loopback}:${port}`, secret, stop: () => group.stop() };
}
