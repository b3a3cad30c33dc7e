import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Secret, SecretUse } from '@moorage/sdk/types';
import { secretUsesQuery } from '../../api/secrets.ts';
import { sourceName } from '../../lib/secrets.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { linkStyle } from '../LinkButton.tsx';
import { Loaded } from '../Loaded.tsx';

interface SecretUsesProps {
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Which services a change would reach, as far as the caller may see them. */
export function SecretUses({ secret, onClose }: SecretUsesProps) {
  const query = useQuery(secretUsesQuery(secret.id));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Who uses ${secret.key}`}
      description="Deployments that you may see."
      size="large"
    >
      <Loaded query={query} what="The deployments">
        {(uses) =>
          uses.length === 0 ? (
            <EmptyState title="Nobody receives it yet">Deployments that it is for receive it when they are made.</EmptyState>
          ) : (
            <UseTable uses={uses} label={`Who uses ${secret.key}`} onLeave={onClose} />
          )
        }
      </Loaded>
    </Dialog>
  );
}

interface UseTableProps {
  readonly uses: readonly SecretUse[];
  readonly label: string;
  readonly onLeave: () => void;
}

function UseTable({ uses, label, onLeave }: UseTableProps) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Deployment</Th>
          <Th>Service</Th>
          <Th>Receives</Th>
        </tr>
      </thead>
      <tbody>
        {uses.flatMap(({ deploymentName, services }) =>
          services.map(({ name, receives, coveredBy }) => (
            <Tr key={`${deploymentName}/${name}`}>
              <Td>
                <Link to="/deployments/$name/secrets" params={{ name: deploymentName }} className={linkStyle} onClick={onLeave}>
                  {deploymentName}
                </Link>
              </Td>
              <Td>{name}</Td>
              <Td>
                {receives
                  ? 'this one'
                  : coveredBy === null
                    ? 'another one'
                    : `that of a narrower scope: ${sourceName(coveredBy)}`}
              </Td>
            </Tr>
          )),
        )}
      </tbody>
    </Table>
  );
}
