import { Link } from '@tanstack/react-router';

const places = [
  { to: '/', label: 'Dashboard', exact: true },
  { to: '/deployments', label: 'Deployments', exact: false },
  { to: '/templates', label: 'Templates', exact: false },
  { to: '/organization', label: 'Organization', exact: false },
  { to: '/settings', label: 'Settings', exact: false },
] as const;

/** Look of a row of links of which one is the current page; also used for the tabs of a page. */
export const tabStyle =
  'flex h-10 items-center border-b-2 border-transparent px-2.5 whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-text aria-[current=page]:font-medium aria-[current=page]:text-text focus-visible:-outline-offset-2';

export function NavBar() {
  return (
    <nav aria-label="Main" className="sticky top-0 z-20 border-b border-border bg-surface">
      <ul className="flex overflow-x-auto px-1 sm:px-3">
        {places.map((place) => (
          <li key={place.to}>
            <Link to={place.to} activeOptions={{ exact: place.exact, includeSearch: false }} className={tabStyle}>
              {place.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
