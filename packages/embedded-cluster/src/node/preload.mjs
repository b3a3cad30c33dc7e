// oxlint-disable no-restricted-globals, no-restricted-properties -- runs in the programs of pods, where there is no Clock or config
// Loaded first into every Node program of a pod (NODE_OPTIONS=--import). It gives the program its pod's address: a server on a
// wildcard address or on localhost listens there, and names of services resolve through the cluster's hosts file. It also
// ends the program when the platform has died. Whatever goes wrong here, the program must run: nothing throws.
import dns from 'node:dns';
import { readFileSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { isMainThread } from 'node:worker_threads';

const {
  MOORAGE_POD_IP: ip,
  MOORAGE_NAMESPACE: namespace,
  MOORAGE_HOSTS_FILE: hostsFile,
  MOORAGE_PLATFORM_PID: platform,
} = process.env;
const floor = Number(process.env.MOORAGE_PORT_FLOOR ?? 0);
const wildcard = new Set(['', '0.0.0.0', '::', '::0', 'localhost', '127.0.0.1', '::1']);
const ownPorts = new Set();

/** What the function gives, or nothing when it fails. */
function quietly(attempt) {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

/** A port that this user may not bind is 20000 higher, for all that bind and reach it (port-floor.ts). */
const bound = (port) => (port > 0 && port < floor ? Number(port) + 20000 : port);

/** Arguments of `listen` with the address replaced; all forms of the call are kept. */
function rebind(args) {
  const [first, second, ...rest] = args;
  if (first === undefined || first === null || typeof first === 'function') return [0, ip, ...args.slice(first ? 0 : 1)];
  if (typeof first === 'object') {
    const isTcp = first.port !== undefined && first.path === undefined && first.fd === undefined;
    const isOurs = isTcp && wildcard.has(first.host ?? '');
    return isOurs ? [{ ...first, port: bound(first.port), host: ip, ipv6Only: false }, second, ...rest] : args;
  }
  if (!/^\d+$/.test(String(first))) return args;
  if (typeof second === 'string') return wildcard.has(second) ? [bound(first), ip, ...rest] : args;
  return second === undefined || second === null ? [bound(first), ip, ...rest] : [bound(first), ip, second, ...rest];
}

let hosts = new Map();
let readAt = -1;

/** Name → addresses, read again when the file has changed. */
function readHosts() {
  try {
    const { mtimeMs } = statSync(hostsFile);
    if (mtimeMs === readAt) return hosts;
    readAt = mtimeMs;
    hosts = new Map();
    for (const line of readFileSync(hostsFile, 'utf8').split('\n')) {
      const [address, ...names] = line.trim().split(/\s+/);
      for (const name of names) hosts.set(name, [...(hosts.get(name) ?? []), address]);
    }
  } catch {
    // A file that is not there yet: no service has a name.
  }
  return hosts;
}

const suffixes = ['', `.${namespace}.svc.cluster.local`, '.svc.cluster.local', '.cluster.local'];
let turn = 0;

/** Addresses of a service, rotated so that callers spread; undefined when the name is not ours. */
function findAddresses(name) {
  const key = String(name).toLowerCase().replace(/\.$/, '');
  if (key === 'localhost') return [ip];
  const table = readHosts();
  const found = suffixes.map((suffix) => table.get(key + suffix)).find(Boolean);
  if (found === undefined) return undefined;
  turn = (turn + 1) % found.length;
  return [...found.slice(turn), ...found.slice(0, turn)];
}

function patchLookup() {
  const { lookup } = dns;
  dns.lookup = function (name, options, callback) {
    const done = callback ?? options;
    const found = typeof done === 'function' ? quietly(() => findAddresses(name)) : undefined;
    if (found === undefined) return lookup.apply(dns, arguments);
    const entries = found.map((address) => ({ address, family: 4 }));
    process.nextTick(() => (options?.all ? done(null, entries) : done(null, entries[0].address, 4)));
    return {};
  };
  const promised = dns.promises.lookup;
  dns.promises.lookup = async (name, options) => {
    const found = findAddresses(name);
    if (found === undefined) return promised.call(dns.promises, name, options);
    const entries = found.map((address) => ({ address, family: 4 }));
    return options?.all ? entries : entries[0];
  };
  syncBuiltinESMExports();
}

function patchNet() {
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (...args) {
    this.once('listening', () => ownPorts.add(this.address()?.port));
    return listen.apply(this, quietly(() => rebind(args)) ?? args);
  };
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const target = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (target !== null && typeof target === 'object' && target.port !== undefined) quietly(() => redirect(target));
    return connect.apply(this, args);
  };
}

/** A program that calls itself at 127.0.0.1 finds its own server; other ports of the machine stay reachable. */
function redirect(target) {
  const host = target.host ?? 'localhost';
  const port = Number(target.port);
  if (wildcard.has(host) && ownPorts.has(bound(port))) target.host = ip;
  const address = findAddresses(target.host ?? host)?.[0] ?? target.host ?? host;
  if (/^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address)) target.port = bound(port);
}

/** The platform was killed: end too. EPERM means that it lives under another user. */
function watchPlatform(pid) {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error.code === 'ESRCH') process.kill(process.pid, 'SIGKILL');
    }
  }, 1000);
  timer.unref();
}

try {
  if (ip) {
    patchNet();
    patchLookup();
  }
  if (isMainThread && Number(platform) > 0) watchPlatform(Number(platform));
} catch {
  // An unknown Node: the program keeps its own idea of the network.
}
