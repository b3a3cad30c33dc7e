import { memo } from 'react';
import { cn } from '../../../lib/cn.ts';
import { formatLogTime } from '../../../lib/format.ts';
import type { BufferedLine } from '../../../lib/log-buffer.ts';
import { splitMatches } from '../../../lib/split-matches.ts';
import { hasColor, toHtml } from './ansi.ts';
import { lineLink } from './line-link.ts';

interface LogRowProps {
  /** Measures the row, where rows differ in height. */
  readonly measure: ((element: HTMLDivElement | null) => void) | undefined;
  readonly index: number;
  readonly line: BufferedLine;
  readonly find: string;
  readonly timestamps: boolean;
  readonly wrap: boolean;
  readonly showService: boolean;
  readonly isLinked: boolean;
  readonly onLink: (line: string) => void;
}

const levelStyle: Readonly<Record<BufferedLine['level'], string>> = {
  error: 'border-bad',
  warn: 'border-warn',
  info: 'border-transparent',
  debug: 'border-transparent text-muted',
  none: 'border-transparent',
};

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { line, index, wrap, measure } = props;
  const link = lineLink(line.source);
  return (
    <div
      ref={measure}
      data-index={index}
      className={cn(
        'flex gap-3 border-l-2 px-2.5 hover:bg-hover',
        levelStyle[line.level],
        !wrap && 'h-6 whitespace-pre',
        props.isLinked && 'bg-accent-tint hover:bg-accent-tint',
      )}
    >
      {props.timestamps && link !== undefined ? (
        <a
          href={`?line=${encodeURIComponent(link)}`}
          title={`${line.source.at ?? ''} ${line.source.pod}: link to this line`}
          aria-current={props.isLinked || undefined}
          className="shrink-0 text-faint select-none hover:text-accent focus-visible:outline-offset-0"
          onClick={(event) => {
            event.preventDefault();
            props.onLink(link);
          }}
        >
          {formatLogTime(line.source.at ?? '')}
        </a>
      ) : null}
      {props.showService ? <span className="shrink-0 text-muted">{line.source.service}</span> : null}
      <LineText line={line} find={props.find} wrap={wrap} />
    </div>
  );
});

function LineText({ line, find, wrap }: { readonly line: BufferedLine; readonly find: string; readonly wrap: boolean }) {
  const look = cn('min-w-0', wrap && 'break-all whitespace-pre-wrap');
  // The library escapes the text; what it adds is spans with classes only.
  if (find === '' && hasColor(line)) return <span className={look} dangerouslySetInnerHTML={{ __html: toHtml(line) }} />;
  if (find === '') return <span className={look}>{line.text}</span>;
  return (
    <span className={look}>
      {splitMatches(line.text, find).map((part, index) =>
        index % 2 === 1 ? (
          <mark key={index} className="rounded-sm bg-warn-tint text-warn outline outline-warn/50">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </span>
  );
}
