import { useQuery } from '@tanstack/react-query';
import type { AuditChainReport } from '@moorage/sdk/types';
import { auditVerifyQuery } from '../../../api/audit.ts';
import { formatCount, plural } from '../../../lib/format.ts';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Section } from '../../../ui/Card.tsx';
import { CodeBlock } from '../../../ui/Code.tsx';

/** Whether the log still is what was written. */
export function AuditVerification({ orgId }: { readonly orgId: string }) {
  const query = useQuery(auditVerifyQuery(orgId));
  return (
    <Section
      title="Seal"
      note="Each entry seals the one before it: an entry that was changed or removed later is found."
      actions={
        <Button busy={query.isFetching} onClick={() => void query.refetch()}>
          Verify
        </Button>
      }
    >
      {query.error === null ? null : <ErrorView error={query.error} attempt="The log could not be verified" />}
      {query.data === undefined ? null : <Report report={query.data} />}
    </Section>
  );
}

function Report({ report }: { readonly report: AuditChainReport }) {
  const { ok, checked, unsealed, removedThrough, head, problems, problemCount } = report;
  if (!ok) {
    return (
      <Callout tone="bad" role="alert" title={`${plural(problemCount, 'entry is', 'entries are')} not as written.`}>
        <ul className="list-disc pl-5">
          {problems.map((problem) => (
            <li key={`${problem.seq} ${problem.kind}`}>
              Entry {problem.seq}: {problem.message}
            </li>
          ))}
        </ul>
      </Callout>
    );
  }
  return (
    <Callout tone="ok" role="status" title={`${plural(checked, 'entry is', 'entries are')} as written.`}>
      {unsealed === 0 ? null : <p>{formatCount(unsealed)} of them are older than the chain and have no seal.</p>}
      {removedThrough === 0 ? null : <p>Entries up to number {removedThrough} were removed for their age.</p>}
      {head === null ? null : (
        <>
          <p>Note the last seal somewhere else: whoever rewrites a whole chain cannot rewrite your note.</p>
          <CodeBlock code={`${head.seq} ${head.hash}`} what="the last seal" />
        </>
      )}
    </Callout>
  );
}
