import { Link } from '@tanstack/react-router';
import { linkStyle } from '../../../shared/LinkButton.tsx';

interface PoolLinksProps {
  readonly pools: readonly { readonly id: string; readonly name: string }[];
}

/** The node pools that use something. */
export function PoolLinks({ pools }: PoolLinksProps) {
  if (pools.length === 0) return <span className="text-muted">no node pool</span>;
  return (
    <ul className="flex flex-wrap gap-x-3">
      {pools.map(({ id, name }) => (
        <li key={id}>
          <Link to="/infrastructure/pools/$id" params={{ id }} className={linkStyle}>
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
