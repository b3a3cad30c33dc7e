import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { cn } from '../../../lib/cn.ts';
import type { LogView } from '../../../lib/log-buffer.ts';
import { lineLink } from './line-link.ts';
import { LogRow } from './LogRow.tsx';

interface LogListProps {
  readonly view: LogView;
  readonly find: string;
  readonly timestamps: boolean;
  readonly wrap: boolean;
  readonly showService: boolean;
  readonly isFollowing: boolean;
  readonly onFollowing: (isOn: boolean) => void;
  readonly linked: string | undefined;
  readonly onLink: (line: string) => void;
  readonly emptyText: string;
}

/** As high as a pointer target has to be: each line can be linked to. */
const rowHeight = 24;
const nearBottom = 24;

/** Only the lines on the screen exist in the page, however many there are. */
export function LogList(props: LogListProps) {
  const { view, isFollowing, onFollowing, linked, wrap } = props;
  const host = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtualizer = useVirtualizer({
    count: view.lines.length,
    getScrollElement: () => host.current,
    estimateSize: () => rowHeight,
    overscan: 20,
    getItemKey: (index) => view.lines[index]?.number ?? index,
  });
  useLayoutEffect(() => {
    if (isFollowing && view.lines.length > 0) virtualizer.scrollToIndex(view.lines.length - 1, { align: 'end' });
  }, [virtualizer, isFollowing, view.version, view.lines.length, wrap]);
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, wrap]);
  useScrollToLinked(props, (index) => virtualizer.scrollToIndex(index, { align: 'center' }));
  const onScroll = () => {
    const element = host.current;
    if (element === null) return;
    const isUp = element.scrollTop < lastTop.current - 1;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearBottom;
    lastTop.current = element.scrollTop;
    // Only a person scrolls up; following itself always goes down.
    if (isFollowing && isUp && !isAtEnd) onFollowing(false);
    if (!isFollowing && isAtEnd && !isUp) onFollowing(true);
  };
  return (
    <div
      ref={host}
      role="log"
      aria-label="Log lines"
      aria-live="off"
      tabIndex={0}
      onScroll={onScroll}
      className="h-[max(280px,calc(100dvh-390px))] overflow-auto rounded-lg border border-border bg-surface py-1 font-mono text-[12.5px] leading-6"
    >
      {view.lines.length === 0 ? <p className="px-3 py-2 text-muted">{props.emptyText}</p> : null}
      <div className={cn('relative', !wrap && 'w-max min-w-full')} style={{ height: virtualizer.getTotalSize() }}>
        <div
          className={cn(!wrap && 'w-max min-w-full')}
          style={{ transform: `translateY(${virtualizer.getVirtualItems()[0]?.start ?? 0}px)` }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const line = view.lines[item.index];
            if (line === undefined) return null;
            return (
              <LogRow
                key={item.key}
                measure={wrap ? virtualizer.measureElement : undefined}
                index={item.index}
                line={line}
                find={props.find}
                timestamps={props.timestamps}
                wrap={wrap}
                showService={props.showService}
                isLinked={linked !== undefined && lineLink(line.source) === linked}
                onLink={props.onLink}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** A link to a line shows that line as soon as it has arrived, once. */
function useScrollToLinked({ view, linked, isFollowing }: LogListProps, scrollTo: (index: number) => void): void {
  const isShown = useRef(isFollowing);
  useEffect(() => {
    if (isShown.current || linked === undefined) return;
    const index = view.lines.findIndex((line) => lineLink(line.source) === linked);
    if (index === -1) return;
    isShown.current = true;
    scrollTo(index);
  });
}
