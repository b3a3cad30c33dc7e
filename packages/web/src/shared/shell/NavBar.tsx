import { can } from '../../lib/can.ts';
import { TabLink } from '../Tabs.tsx';
import { useMe } from '../use-session.ts';

const places = [
  { to: '/', label: 'Dashboard', exact: true },
  { to: '/deployments', label: 'Deployments', exact: false },
  { to: '/templates', label: 'Templates', exact: false },
  { to: '/infrastructure', label: 'Infrastructure', exact: false },
  { to: '/organization', label: 'Organization', exact: false },
  { to: '/settings', label: 'Settings', exact: false },
] as const;

const adminPlaces = [...places, { to: '/admin', label: 'Platform', exact: false }] as const;

export function NavBar() {
  const shown = can(useMe(), 'platform:read') ? adminPlaces : places;
  return (
    <nav aria-label="Main" className="sticky top-0 z-20 border-b border-border bg-surface">
      <ul className="flex overflow-x-auto px-1 sm:px-3">
        {shown.map((place) => (
          <TabLink key={place.to} to={place.to} activeOptions={{ exact: place.exact, includeSearch: false }}>
            {place.label}
          </TabLink>
        ))}
      </ul>
    </nav>
  );
}
