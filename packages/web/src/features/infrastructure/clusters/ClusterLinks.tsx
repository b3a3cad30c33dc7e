import { Link } from '@tanstack/react-router';
import { linkStyle } from '../../../shared/LinkButton.tsx';

interface ClusterLinksProps {
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
}

/** The clusters that use something. */
export function ClusterLinks({ clusters }: ClusterLinksProps) {
  if (clusters.length === 0) return <span className="text-muted">no cluster</span>;
  return (
    <ul className="flex flex-wrap gap-x-3">
      {clusters.map(({ id, name }) => (
        <li key={id}>
          <Link to="/infrastructure/clusters/$id" params={{ id }} className={linkStyle}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
