import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Secret, SecretVersion } from '@moorage/sdk/types';
import type { ReactNode } from 'react';
import { restoreSecret, secretVersionsQuery } from '../../api/secrets.ts';
import { formatDateTime } from '../../lib/format.ts';
import { Tag } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { ErrorView } from '../ErrorView.tsx';
import { Loaded } from '../Loaded.tsx';

interface SecretHistoryProps {
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** When it changed and by whom; an older value comes back as a new version, and is seen by nobody on its way. */
export function SecretHistory({ secret, onClose }: SecretHistoryProps) {
  const queries = useQueryClient();
  const query = useQuery(secretVersionsQuery(secret.id));
  const restore = useMutation({ mutationFn: (version: number) => restoreSecret(queries, secret.id, version) });
  const mayRestore = secret.canWrite;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`History of ${secret.key}`}
      description="The last 50 versions. Restoring one makes its value the newest version; services roll out."
      size="large"
    >
      <div className="space-y-3">
        {restore.error === null ? null : <ErrorView error={restore.error} attempt="The version could not be restored" />}
        <Loaded query={query} what="The history">
          {(versions) => (
            <Table label={`Versions of ${secret.key}`}>
              <thead>
                <tr>
                  <Th>Version</Th>
                  <Th>When</Th>
                  <Th className="max-sm:hidden">Who</Th>
                  {mayRestore ? (
                    <Th>
                      <span className="sr-only">Actions</span>
                    </Th>
                  ) : null}
                </tr>
              </thead>
              <tbody>
                {versions.map((version) => (
                  <VersionRow key={version.version} version={version}>
                    {!mayRestore ? null : (
                      <Td className="text-right">
                        {version.isCurrent ? null : (
                          <Button
                            size="small"
                            aria-label={`Restore version ${version.version}`}
                            busy={restore.isPending && restore.variables === version.version}
                            onClick={() => restore.mutate(version.version)}
                          >
                            Restore
                          </Button>
                        )}
                      </Td>
                    )}
                  </VersionRow>
                ))}
              </tbody>
            </Table>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}

function VersionRow({ version, children }: { readonly version: SecretVersion; readonly children: ReactNode }) {
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap items-center gap-2">
          {version.version}
          {version.isCurrent ? <Tag>current</Tag> : null}
          {version.restoredFrom === null ? null : <Tag>value of version {version.restoredFrom}</Tag>}
        </span>
      </Td>
      <Td className="whitespace-nowrap">{formatDateTime(version.createdAt)}</Td>
      <Td className="break-all max-sm:hidden">{version.by ?? 'the platform'}</Td>
      {children}
    </Tr>
  );
}
