import { Command } from 'cmdk';
import type { ReactNode } from 'react';

export const groupStyle =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

interface PaletteItemProps {
  /** What it is found by. */
  readonly value: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function Item({ value, onSelect, children }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="mx-1 flex min-h-9 items-center gap-3 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      {children}
    </Command.Item>
  );
}
