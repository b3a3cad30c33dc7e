/**
 * Which engines are embedded, and what follows from that.
 *
 * Nothing is embedded that the environment names: a database URL means that server, and `KUBERNETES_ENABLED` means a real
 * cluster. A `KUBECONFIG` alone does not, because most engineers have one in their shell that points at something dear to them.
 * Where the database is embedded and the listener is loopback, this is somebody's own machine: development sign-in is on
 * unless `DEV_MODE` says otherwise.
 */
import { type Environment, isSet } from './environment.ts';

export interface EmbeddedChoice {
  readonly database: boolean;
  readonly cluster: boolean;
}

/** What is embedded under this environment. */
export function chooseEmbedded(env: Environment): EmbeddedChoice {
  return {
    database: !isSet(env['DATABASE_DSN']) && !isSet(env['DATABASE_URL']),
    cluster: !isSet(env['KUBERNETES_ENABLED']),
  };
}

function listensOnLoopback(env: Environment): boolean {
  const address = env['SERVER_ADDR'];
  const host = isSet(address) ? (address ?? '').replace(/:\d+$/, '') : (env['BIND_ADDRESS'] ?? '127.0.0.1');
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The environment with what follows from the embedded engines filled in; what is set stays. */
export function withEmbeddedDefaults(env: Environment, choice: EmbeddedChoice): Environment {
  const devMode = choice.database && listensOnLoopback(env) && !isSet(env['DEV_MODE']) ? { DEV_MODE: 'true' } : {};
  const cluster = choice.cluster ? { KUBERNETES_ENABLED: 'true', KUBECONFIG: undefined } : {};
  return { ...env, ...cluster, ...devMode };
}
