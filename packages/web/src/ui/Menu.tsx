import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cn } from '../lib/cn.ts';

const itemStyle =
  'flex min-h-8 cursor-default items-center gap-2 rounded px-2 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50';

/** Look of a menu's window, shared with menus that build their own content. */
export const popupStyle =
  'z-50 max-h-[var(--available-height)] min-w-44 overflow-y-auto rounded-lg border border-border bg-surface p-1 shadow-pop outline-none';

interface MenuProps {
  /** The button that opens it; needs an accessible name. */
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}

export function Menu({ trigger, align = 'end', children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-50 outline-none">
          <Base.Popup className={popupStyle}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly onClick?: () => void;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  /** A link in place of the plain item. */
  readonly render?: ReactElement;
  readonly children: ReactNode;
}

export function MenuItem({ icon, onClick, disabled = false, danger = false, render, children }: MenuItemProps) {
  return (
    <Base.Item
      className={cn(itemStyle, danger && 'text-bad')}
      onClick={onClick}
      disabled={disabled}
      {...(render === undefined ? {} : { render })}
    >
      <span aria-hidden="true" className="flex w-4 justify-center text-faint">
        {icon}
      </span>
      {children}
    </Base.Item>
  );
}

interface MenuChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string }[];
}

export function MenuChoice<T extends string>({ label, value, onChange, options }: MenuChoiceProps<T>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: T) => onChange(next)}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <Base.RadioItem key={option.value} value={option.value} className={itemStyle}>
          <span aria-hidden="true" className="w-4">
            <Base.RadioItemIndicator>
              <Check className="size-4" />
            </Base.RadioItemIndicator>
          </span>
          {option.label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

/** Must stand inside a group or radio group of the menu. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Base.GroupLabel className="px-2 pt-2 pb-1 text-xs text-faint">{children}</Base.GroupLabel>;
}

/** Text on top of a menu that says whose it is. */
export function MenuHeading({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="max-w-64 px-2 py-1.5">{children}</Base.GroupLabel>
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-border" />;
}
