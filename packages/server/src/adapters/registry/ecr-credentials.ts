/** Amazon ECR: passwords that live for twelve hours, given by an API of AWS to whoever the process is there. */
import type { Clock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import type { RegistryCredential } from './registry-credentials.ts';
import { registryFailure } from './registry-failure.ts';

const ecrHost = /^\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;
/** Renewed this long before its end. */
const marginMs = 600_000;

/** Undefined for hosts that are not of ECR. */
export function ecrRegionOf(registry: string): string | undefined {
  return ecrHost.exec(registry)?.[1];
}

export interface EcrCredentials {
  find(region: string): Promise<RegistryCredential>;
}

export function createEcrCredentials(deps: { readonly clock: Clock; readonly endpoint?: string | undefined }): EcrCredentials {
  const kept = new Map<string, { readonly credential: RegistryCredential; readonly untilMs: number }>();

  async function ask(region: string): Promise<RegistryCredential> {
    // Large, and most installations never ask for it.
    const { ECRClient, GetAuthorizationTokenCommand } = await import('@aws-sdk/client-ecr');
    const client = new ECRClient({ region, maxAttempts: 2, ...(deps.endpoint === undefined ? {} : { endpoint: deps.endpoint }) });
    try {
      const { authorizationData } = await client.send(new GetAuthorizationTokenCommand({}));
      const [given] = authorizationData ?? [];
      const [username, password] = Buffer.from(given?.authorizationToken ?? '', 'base64')
        .toString('utf8')
        .split(':', 2);
      if (username === undefined || password === undefined) throw new Error('an answer without a token');
      const credential = { username, password: new Secret(password) };
      const untilMs = (given?.expiresAt?.getTime() ?? deps.clock.now().getTime()) - marginMs;
      kept.set(region, { credential, untilMs });
      return credential;
    } catch (error) {
      throw registryFailure('Unauthorized', 'AWS gives no password for its registry.', { internal: `ecr: ${messageOf(error)}` });
    } finally {
      client.destroy();
    }
  }

  return {
    find(region) {
      const present = kept.get(region);
      const isFresh = present !== undefined && present.untilMs > deps.clock.now().getTime();
      return isFresh ? Promise.resolve(present.credential) : ask(region);
    },
  };
}
