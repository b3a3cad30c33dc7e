import type { Tx } from '../../platform/db/database.ts';
import type { UsedSecret } from '../secrets/index.ts';
import { secretsToRestore } from './release-secrets.rules.ts';
import { listSecretsSet } from './release.store.ts';
import type { ReleaseRow } from './release.view.ts';

/** Secret parameters that going back to a release brings back. */
export async function restorationOf(tx: Tx, target: ReleaseRow, current: ReleaseRow): Promise<UsedSecret[]> {
  const setSince = await listSecretsSet(tx, current.deploymentId, target.number, current.number);
  return secretsToRestore(target.secrets, setSince, current.secrets);
}
