import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { serverLogQuery, type ServerPlace } from '../../../api/servers.ts';
import { logLines } from '../../../lib/server-log.ts';
import { stripAnsi } from '../../../lib/log-buffer.ts';
import { formatDateTime } from '../../../lib/format.ts';
import { Loaded } from '../../../shared/Loaded.tsx';
import { saveFile } from '../../../shared/save-file.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';

/** What was done on a server. Chunks are joined before they are cut into lines: where one ends, a line need not. */
export function ServerLog({ place }: { readonly place: ServerPlace }) {
  const query = useInfiniteQuery(serverLogQuery(place));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const pages = query.data?.pages;
  const lines = useMemo(() => logLines((pages ?? []).flatMap(({ items }) => items)), [pages]);
  const count = lines.length;
  const end = useRef<HTMLDivElement>(null);
  const isDone = pages?.at(-1)?.done === true;
  useEffect(() => {
    if (count > 0 && end.current !== null) end.current.scrollTop = end.current.scrollHeight;
  }, [count]);
  const download = (
    <Button
      size="small"
      onClick={() => saveFile(`${place.id}.log`, `${lines.map(({ text }) => text).join('\n')}\n`, 'text/plain')}
    >
      Download
    </Button>
  );
  return (
    <Section
      title="Log"
      note={isDone ? 'Everything that was done on it.' : 'What was done on it so far; more appears by itself.'}
      actions={lines.length === 0 ? undefined : download}
    >
      <Loaded query={query} what="The log">
        {() =>
          lines.length === 0 ? (
            <p className="text-muted">Nothing was done on it yet.</p>
          ) : (
            <div
              ref={end}
              role="log"
              aria-label="Log of the server"
              tabIndex={0}
              className="max-h-96 overflow-auto rounded-lg border border-border bg-sunken py-2 font-mono text-[12px] leading-5"
            >
              {lines.map(({ id, text, at, isSystem }) => (
                <div key={id} className="flex gap-3 px-3">
                  <time dateTime={at} className="shrink-0 text-faint select-none max-sm:hidden">
                    {formatDateTime(at)}
                  </time>
                  <span className={`min-w-0 break-words whitespace-pre-wrap ${isSystem ? 'text-muted italic' : ''}`}>
                    {stripAnsi(text)}
                  </span>
                </div>
              ))}
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}
