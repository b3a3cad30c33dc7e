import { useQueryClient } from '@tanstack/react-query';
import { createLoadBalancers } from '../../../api/load-balancers.ts';
import { mostBalancers, parseBalancers } from '../../../lib/load-balancer-paste.ts';
import { refusalsByLine } from '../../../shared/paste-refusals.ts';
import { PasteDialog } from '../../../shared/PasteDialog.tsx';
import { balancerPaths } from './BalancerFields.tsx';
import { createBalancersAction } from './load-balancer-actions.ts';

const places = { list: 'load_balancers', fields: balancerPaths } as const;

function read(text: string) {
  const rows = parseBalancers(text);
  const items = rows.flatMap(({ balancer }) => balancer ?? []);
  return { rows, items, refusals: refusalsByLine(places, rows.length) };
}

export function PasteBalancers({ orgId, onClose }: { readonly orgId: string; readonly onClose: () => void }) {
  const queries = useQueryClient();
  return (
    <PasteDialog
      title="Add many load balancers"
      description="Paste a table with a heading, or one load balancer a line. All of them are added, or none."
      noun="load balancer"
      label="Load balancers"
      hint="Name, kind, public address, private address; - where there is no address."
      example={'edge public 203.0.113.7 10.0.0.7\ntools glueops - 10.0.0.8'}
      most={mostBalancers}
      read={read}
      actionOf={(balancers) => createBalancersAction(orgId, balancers)}
      onSubmit={(balancers) => createLoadBalancers(queries, orgId, balancers)}
      onClose={onClose}
    >
      {({ balancer }) => (
        <span className="text-[13px] break-words">
          <span className="font-medium">{balancer?.name}</span> <span className="text-muted">{balancer?.kind}</span>{' '}
          <span className="font-mono">
            {[balancer?.public_ip_address, balancer?.private_ip_address].filter(Boolean).join(', ')}
          </span>
        </span>
      )}
    </PasteDialog>
  );
}
