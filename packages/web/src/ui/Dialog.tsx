import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '../lib/cn.ts';
import { buttonStyle } from './Button.tsx';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly size?: 'small' | 'large';
}

export function Dialog({ open, onOpenChange, title, description, children, size = 'small' }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cn(
            'fixed top-[10vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-lg border border-border bg-surface shadow-pop transition-opacity duration-100 outline-none data-ending-style:opacity-0 data-starting-style:opacity-0',
            size === 'small' ? 'max-w-lg' : 'max-w-3xl',
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="min-w-0">
              <Base.Title className="text-base font-semibold break-words">{title}</Base.Title>
              {description === undefined ? null : (
                <Base.Description render={<div />} className="mt-1 text-muted">
                  {description}
                </Base.Description>
              )}
            </div>
            <Base.Close aria-label="Close" className={cn(buttonStyle({ tone: 'quiet', size: 'iconSmall' }), '-mr-2 shrink-0')}>
              <X aria-hidden="true" className="size-4" />
            </Base.Close>
          </div>
          <div className="min-h-0 overflow-y-auto px-5 pt-3 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The row of buttons that ends a dialog or a form. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
