/** The settings of the tests themselves; the only place of the testkit that reads the environment. */
import path from 'node:path';

export interface TestConfig {
  /** A server to use instead of the embedded one. Its user must be allowed to create databases. */
  readonly databaseUrl: string | undefined;
  /** A registry to test with beside those of the testkit: `http://user:password@host:port`. */
  readonly registryUrl: string | undefined;
  /** A Redis server whose keys tests may write; without it what needs one is skipped. */
  readonly redisUrl: string | undefined;
  /** A Vault (or OpenBao) server with a token that may do everything; only `npm run test:real` has one. */
  readonly vault: { readonly url: string; readonly token: string } | undefined;
  /** The program that runs the controllers of External Secrets; only `npm run test:real` has one. */
  readonly externalSecrets: string | undefined;
  /** An emulator of AWS, which takes any access key; only `npm run test:real` has one. */
  readonly awsUrl: string | undefined;
  /** A name server with the zone `example.test` and the key `moorage` to update it; only `npm run test:real` has one. */
  readonly bind: { readonly url: string; readonly secret: string } | undefined;
  /** Terraform and our provider for it, built by the testbed; only `npm run test:real` has them. */
  readonly terraform: { readonly terraform: string; readonly provider: string } | undefined;
  /** Which API server tests get: the one in this process, or stock components as processes of their own. */
  readonly kubernetes: 'embedded' | 'stock';
  /** How many deployments the test of the operator's size drives (`TEST_CROWD`); few, so that the tests stay short. */
  readonly crowd: number;
  /**
   * How many of the seeds of a test by chance are tried, of 1: a quarter, or all with `TEST_SEEDS=all`. Every kind of fault is
   * met in any case, by a test of its own.
   */
  readonly seeds: number;
  /**
   * How many odd inputs and odd headers each route of the API meets from its owner, and how many inputs from nobody: spread evenly
   * over all there are, and all of them with `TEST_SEEDS=all`.
   */
  readonly oddInputs: number;
  readonly oddHeaders: number;
  readonly oddInputsOfNobody: number;
  /** Where it is kept for the end of a long log what failed. */
  readonly digestFile: string | undefined;
  /** The seed by which test servers are shaken (`TEST_JITTER`); they are left alone without one. */
  readonly jitter: number | undefined;
  /** Whether tests of kills try every step: on the server of production, and on the embedded one with `TEST_SEEDS=all`. */
  readonly everyKill: boolean;
  /** What may be kept between runs. */
  readonly cacheDir: string;
}

const setOrUndefined = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

export function readTestConfig(): TestConfig {
  const isStock = process.env['TEST_KUBERNETES'] === 'stock';
  const isThorough = process.env['TEST_SEEDS'] === 'all';
  const jitter = setOrUndefined(process.env['TEST_JITTER']);
  const databaseUrl = setOrUndefined(process.env['TEST_DATABASE_URL']);
  const vaultUrl = setOrUndefined(process.env['TEST_VAULT_URL']);
  const bindUrl = setOrUndefined(process.env['TEST_BIND_URL']);
  const terraform = setOrUndefined(process.env['TEST_TERRAFORM']);
  return {
    databaseUrl,
    registryUrl: setOrUndefined(process.env['TEST_REGISTRY_URL']),
    redisUrl: setOrUndefined(process.env['TEST_REDIS_URL']),
    vault: vaultUrl === undefined ? undefined : { url: vaultUrl, token: process.env['TEST_VAULT_TOKEN'] ?? '' },
    externalSecrets: setOrUndefined(process.env['TEST_EXTERNAL_SECRETS']),
    awsUrl: setOrUndefined(process.env['TEST_AWS_URL']),
    bind: bindUrl === undefined ? undefined : { url: bindUrl, secret: process.env['TEST_BIND_SECRET'] ?? '' },
    terraform: terraform === undefined ? undefined : { terraform, provider: process.env['TEST_TERRAFORM_PROVIDER'] ?? '' },
    kubernetes: isStock ? 'stock' : 'embedded',
    crowd: Number(process.env['TEST_CROWD'] ?? (isStock ? 30 : 15)),
    seeds: isThorough ? 1 : 0.25,
    oddInputs: isThorough ? 1_000 : 24,
    oddHeaders: isThorough ? 1_000 : 3,
    oddInputsOfNobody: isThorough ? 1_000 : 3,
    everyKill: databaseUrl !== undefined || isThorough,
    digestFile: setOrUndefined(process.env['TEST_DIGEST']),
    jitter: jitter === undefined ? undefined : Number(jitter),
    cacheDir: path.resolve(import.meta.dirname, '..', '..', '..', '.cache'),
  };
}

/** The seeds from 0 that a test by chance tries: `all` of them, or their share. */
export function seedsOf(all: number): number[] {
  return Array.from({ length: Math.ceil(all * readTestConfig().seeds) }, (_, seed) => seed);
}
