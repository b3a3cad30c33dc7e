import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { revokeSession } from '../../api/account-actions.ts';
import { sessionsQuery } from '../../api/queries.ts';
import { formatDateTime, formatUserAgent } from '../../lib/format.ts';
import { Age } from '../../shared/Age.tsx';
import { ApiPanel } from '../../shared/ApiPanel.tsx';
import { ConfirmDialog } from '../../shared/ConfirmDialog.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Tag } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { SignOutEverywhere } from './SignOutEverywhere.tsx';

const listSessions = { method: 'GET', path: '/api/sessions', cli: ['sessions', 'list'], call: 'sessions.list' } as const;

export function SessionsTab(): ReactElement {
  const query = useQuery(sessionsQuery);
  const queries = useQueryClient();
  const [ending, setEnding] = useState<Session>();
  const [isEndingAll, setEndingAll] = useState(false);
  return (
    <Section
      title="Sessions"
      note="Where you are signed in. End what you do not know."
      actions={
        <Button tone="danger" onClick={() => setEndingAll(true)}>
          Sign out everywhere…
        </Button>
      }
    >
      <Loaded query={query} what="The sessions">
        {(sessions) => <SessionTable sessions={sessions} onEnd={setEnding} />}
      </Loaded>
      <ApiPanel title="Read them by API" action={listSessions} />
      <ConfirmDialog
        open={ending !== undefined}
        onOpenChange={(open) => !open && setEnding(undefined)}
        title="End this session"
        action="End the session"
        danger
        onConfirm={async () => ending !== undefined && (await revokeSession(queries, ending.id))}
      >
        <p>{ending === undefined ? '' : `${formatUserAgent(ending.userAgent)} at ${ending.ipAddress}`} has to sign in again.</p>
      </ConfirmDialog>
      {isEndingAll ? <SignOutEverywhere onClose={() => setEndingAll(false)} /> : null}
    </Section>
  );
}

function SessionTable({
  sessions,
  onEnd,
}: {
  readonly sessions: readonly Session[];
  readonly onEnd: (session: Session) => void;
}) {
  return (
    <Table label="Sessions">
      <thead>
        <tr>
          <Th>Device</Th>
          <Th>Last seen</Th>
          <Th className="max-md:hidden">Signed in</Th>
          <Th className="max-md:hidden">Ends</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <Tr key={session.id}>
            <Td>
              <span className="flex flex-wrap items-center gap-2 font-medium" title={session.userAgent}>
                {formatUserAgent(session.userAgent)}
                {session.current ? <Tag>this one</Tag> : null}
              </span>
              <span className="block text-[13px] text-muted">{session.ipAddress}</span>
            </Td>
            <Td>
              <Age at={session.lastSeenAt} suffix=" ago" />
            </Td>
            <Td className="whitespace-nowrap max-md:hidden">{formatDateTime(session.createdAt)}</Td>
            <Td className="whitespace-nowrap max-md:hidden">{formatDateTime(session.expiresAt)}</Td>
            <Td className="text-right">
              {session.current ? null : (
                <Button size="small" onClick={() => onEnd(session)}>
                  End
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
