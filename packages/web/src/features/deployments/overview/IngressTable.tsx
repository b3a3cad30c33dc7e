import type { DeploymentIngress } from '@moorage/sdk/types';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

export function IngressTable({ ingresses }: { readonly ingresses: readonly DeploymentIngress[] }) {
  return (
    <Table label="Addresses">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Address</Th>
        </tr>
      </thead>
      <tbody>
        {ingresses.map((ingress) => (
          <Tr key={ingress.id}>
            <Td className="font-medium">{ingress.name}</Td>
            <Td>
              <span className="flex items-center gap-1">
                <a href={ingress.url} target="_blank" rel="noreferrer" className={`${linkStyle} break-all`}>
                  {ingress.url}
                </a>
                <CopyButton text={ingress.url} what={`the address ${ingress.name}`} />
              </span>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
