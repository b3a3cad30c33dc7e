// The servers beside a cluster that suites run on: of Debian, of Go modules and of Python packages.
import {
  startRealAws,
  startRealBind,
  startRealPostgres,
  startRealRedis,
  startRealRegistry,
  startRealVault,
} from '../packages/testkit/src/real-servers.ts';
import { installComponents } from './components.mjs';
import { installDebianServers } from './debian.mjs';
import { installAws } from './python.mjs';

/** What has to be there before anything is started. */
export function installServers() {
  const programs = installDebianServers();
  const built = installComponents();
  const { vault, terraform, 'external-secrets': externalSecrets, 'terraform-provider-moorage': provider } = built;
  return { ...programs, vault, externalSecrets, terraform, provider, aws: installAws() };
}

/** Waits for a server and notes it in `started`, for whoever has to end it. */
export async function noted(started, starting) {
  const server = await starting;
  started.push(server);
  return server;
}

/** Starts all of them, each noted in `started` as soon as it runs. */
export async function startServers(programs, started) {
  return {
    postgres: await noted(started, startRealPostgres(programs.postgres)),
    redis: await noted(started, startRealRedis(programs.redis)),
    registry: await noted(started, startRealRegistry(programs.registry)),
    vault: await noted(started, startRealVault(programs.vault)),
    aws: await noted(started, startRealAws(programs.aws)),
    bind: await noted(started, startRealBind(programs.bind)),
    // What tests start themselves.
    externalSecrets: programs.externalSecrets,
    terraform: programs.terraform,
    provider: programs.provider,
  };
}

/** How tests are told where they are (packages/testkit/src/test-config.ts). */
export function settingsOf({ postgres, redis, registry, vault, aws, bind, externalSecrets, terraform, provider }) {
  return {
    TEST_DATABASE_URL: postgres.url,
    TEST_REDIS_URL: redis.url,
    TEST_REGISTRY_URL: registry.url,
    TEST_VAULT_URL: vault.url,
    TEST_VAULT_TOKEN: vault.token,
    TEST_EXTERNAL_SECRETS: externalSecrets[0],
    TEST_TERRAFORM: terraform[0],
    TEST_TERRAFORM_PROVIDER: provider[0],
    TEST_AWS_URL: aws.url,
    TEST_BIND_URL: bind.url,
    TEST_BIND_SECRET: bind.secret,
  };
}
