import { useTable } from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import type { DeploymentSummary } from '@moorage/sdk/types';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { cn } from '../../lib/cn.ts';
import { plural } from '../../lib/format.ts';
import { Td, Th } from '../../ui/Table.tsx';
import { columnLook, createColumns, features } from './columns.tsx';

interface DeploymentTableProps {
  readonly items: readonly DeploymentSummary[];
  readonly onDelete: (deployment: DeploymentSummary) => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

const rowHeight = 56;

/** Distance of the table from the top of the document; the window is what scrolls. */
function useOffset(element: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useEffect(() => {
    const measure = () => setOffset((element.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [element]);
  return offset;
}

/** Only the rows near the screen exist; ten thousand cost as much as twenty. */
export function DeploymentTable({ items, onDelete, hasMore, isLoadingMore, onMore }: DeploymentTableProps) {
  const host = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => createColumns(onDelete), [onDelete]);
  const table = useTable({ features, columns, data: items, getRowId: (item) => item.name });
  const rows = table.getRowModel().rows;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: useOffset(host),
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1);
  const isAtEnd = last !== undefined && last.index >= rows.length - 20;
  useEffect(() => {
    if (isAtEnd && hasMore && !isLoadingMore) onMore();
  }, [isAtEnd, hasMore, isLoadingMore, onMore]);
  const before = (shown[0]?.start ?? 0) - virtualizer.options.scrollMargin;
  const after = virtualizer.getTotalSize() - ((last?.end ?? 0) - virtualizer.options.scrollMargin);
  return (
    <div className="space-y-2">
      <div ref={host} className="rounded-lg border border-border bg-surface">
        <table
          className="w-full table-fixed border-collapse text-left"
          aria-label="Deployments"
          aria-rowcount={hasMore ? -1 : rows.length + 1}
        >
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1}>
                {group.headers.map((header) => (
                  <Th key={header.id} className={columnLook[header.column.id]}>
                    <table.FlexRender header={header} />
                  </Th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            {before > 0 ? <tr aria-hidden="true" style={{ height: before }} /> : null}
            {shown.map((item) => {
              const row = rows[item.index];
              return row === undefined ? null : (
                <tr
                  key={row.id}
                  aria-rowindex={item.index + 2}
                  style={{ height: rowHeight }}
                  className="border-b border-border last:border-b-0 hover:bg-hover/60"
                >
                  {row.getAllCells().map((cell) => (
                    <Td key={cell.id} className={cn('overflow-hidden', columnLook[cell.column.id])}>
                      <table.FlexRender cell={cell} />
                    </Td>
                  ))}
                </tr>
              );
            })}
            {after > 0 ? <tr aria-hidden="true" style={{ height: after }} /> : null}
          </tbody>
        </table>
      </div>
      <p role="status" className="text-[13px] text-muted">
        {plural(rows.length, 'deployment')}
        {hasMore ? ' so far' : ''}
        {isLoadingMore ? ', loading more' : ''}
      </p>
    </div>
  );
}
