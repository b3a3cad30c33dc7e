import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createLoadBalancers } from '../../../api/load-balancers.ts';
import { plural } from '../../../lib/format.ts';
import { mostBalancers, type PastedBalancer, parseBalancers } from '../../../lib/load-balancer-paste.ts';
import { FormDialog, type ProblemAt } from '../../../shared/FormDialog.tsx';
import { PastePreview } from '../../../shared/PastePreview.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';
import { balancerPaths } from './BalancerFields.tsx';
import { createBalancersAction } from './load-balancer-actions.ts';

const example = 'edge public 203.0.113.7 10.0.0.7\ntools glueops - 10.0.0.8';

/** What the server says of a line, where it knows something that the browser does not. */
function withRefusals(rows: readonly PastedBalancer[], problemAt: ProblemAt): readonly PastedBalancer[] {
  return rows.map((row, at) => {
    const told = balancerPaths.flatMap((path) => problemAt(`load_balancers.${at}.${path}`) ?? []);
    return told.length === 0 ? row : { ...row, problems: told };
  });
}

export function PasteBalancers({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const rows = parseBalancers(text);
  const balancers = rows.flatMap(({ balancer }) => balancer ?? []);
  const isRight = balancers.length > 0 && balancers.length === rows.length;
  return (
    <FormDialog
      title="Add many load balancers"
      description="Paste a table with a heading, or one load balancer a line. All of them are added, or none."
      size="large"
      action={balancers.length === 0 ? 'Add' : `Add ${plural(balancers.length, 'load balancer')}`}
      attempt="The load balancers could not be added"
      canSubmit={isRight && balancers.length <= mostBalancers}
      paths={balancers.flatMap((_balancer, at) => balancerPaths.map((path) => `load_balancers.${at}.${path}`))}
      onSubmit={() => createLoadBalancers(queries, orgId, balancers)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field
            label="Load balancers"
            required
            hint="Name, kind, public address, private address; - where there is no address."
            error={balancers.length > mostBalancers ? `At most ${mostBalancers} at once.` : undefined}
          >
            {(control) => (
              <TextArea
                {...control}
                autoFocus
                rows={6}
                placeholder={example}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <PastePreview noun="load balancer" rows={withRefusals(rows, problemAt)}>
            {({ balancer }) => (
              <span className="text-[13px] break-words">
                <span className="font-medium">{balancer?.name}</span> <span className="text-muted">{balancer?.kind}</span>{' '}
                <span className="font-mono">
                  {[balancer?.public_ip_address, balancer?.private_ip_address].filter(Boolean).join(', ')}
                </span>
              </span>
            )}
          </PastePreview>
          {isRight ? <ShowAs action={createBalancersAction(orgId, balancers)} /> : null}
        </>
      )}
    </FormDialog>
  );
}
