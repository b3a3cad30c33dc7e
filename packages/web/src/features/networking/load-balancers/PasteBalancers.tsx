import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createLoadBalancers } from '../../../api/load-balancers.ts';
import { plural } from '../../../lib/format.ts';
import { mostBalancers, parseBalancers } from '../../../lib/load-balancer-paste.ts';
import { FormDialog } from '../../../shared/FormDialog.tsx';
import { refusalPaths, withRefusals } from '../../../shared/paste-refusals.ts';
import { PastePreview } from '../../../shared/PastePreview.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';
import { balancerPaths } from './BalancerFields.tsx';
import { createBalancersAction } from './load-balancer-actions.ts';

const example = 'edge public 203.0.113.7 10.0.0.7\ntools glueops - 10.0.0.8';

const places = { list: 'load_balancers', fields: balancerPaths } as const;

export function PasteBalancers({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  // Whose lines a refusal is about.
  const [sent, setSent] = useState<string>();
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
      paths={refusalPaths(places, balancers.length)}
      onSubmit={() => {
        setSent(text);
        return createLoadBalancers(queries, orgId, balancers);
      }}
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
          <PastePreview noun="load balancer" rows={text === sent ? withRefusals(rows, places, problemAt) : rows}>
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
