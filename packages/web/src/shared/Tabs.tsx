import { createLink } from '@tanstack/react-router';
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react';

/** Look of a row of links of which one is the current page. */
const tabStyle =
  'flex h-10 items-center border-b-2 border-transparent px-2.5 whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-text aria-[current=page]:font-medium aria-[current=page]:text-text focus-visible:-outline-offset-2';

/** Tabs that are pages of their own: the URL says which one is open, so each can be shared and back works. */
export function TabBar({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav aria-label={label} className="border-b border-border">
      <ul className="-mb-px flex overflow-x-auto">{children}</ul>
    </nav>
  );
}

/** The current one is never out of sight, where the row is wider than the screen. */
function TabAnchor(props: ComponentProps<'a'>) {
  const item = useRef<HTMLLIElement>(null);
  const isCurrent = props['aria-current'] === 'page';
  useEffect(() => {
    if (isCurrent) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isCurrent]);
  return (
    <li ref={item}>
      <a {...props} className={tabStyle} />
    </li>
  );
}

export const TabLink = createLink(TabAnchor);
