import { createLink } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
import { tabStyle } from './shell/NavBar.tsx';

/** Tabs that are pages of their own: the URL says which one is open, so each can be shared and back works. */
export function TabBar({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav aria-label={label} className="border-b border-border">
      <ul className="-mb-px flex overflow-x-auto">{children}</ul>
    </nav>
  );
}

function TabAnchor(props: ComponentProps<'a'>) {
  return (
    <li>
      <a {...props} className={tabStyle} />
    </li>
  );
}

export const TabLink = createLink(TabAnchor);
