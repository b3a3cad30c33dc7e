import { type BalancerDraft, balancerKinds, kindText } from '../../../lib/load-balancer.ts';
import type { ProblemAt } from '../../../shared/FormDialog.tsx';
import { Field, SelectInput, TextInput } from '../../../ui/Field.tsx';

/** Which fields of a request these tell the problems of. */
export const balancerPaths = ['name', 'kind', 'public_ip_address', 'private_ip_address'] as const;

interface BalancerFieldsProps {
  readonly draft: BalancerDraft;
  readonly onChange: (change: Partial<BalancerDraft>) => void;
  readonly problemAt: ProblemAt;
}

export function BalancerFields({ draft, onChange, problemAt }: BalancerFieldsProps) {
  const { name, kind, publicIp, privateIp } = draft;
  return (
    <>
      <Field label="Name" required error={problemAt('name')}>
        {(control) => (
          <TextInput
            {...control}
            autoFocus
            maxLength={253}
            value={name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label="Kind" required error={problemAt('kind')} hint={`${kind} is ${kindText(kind)}.`}>
        {(control) => (
          <SelectInput
            {...control}
            value={kind}
            onChange={(event) => onChange({ kind: balancerKinds.find((one) => one === event.target.value) ?? kind })}
          >
            {balancerKinds.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </SelectInput>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Public address" error={problemAt('public_ip_address')} hint="Where it is reached from outside.">
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              value={publicIp}
              onChange={(event) => onChange({ publicIp: event.target.value })}
            />
          )}
        </Field>
        <Field label="Private address" error={problemAt('private_ip_address')} hint="In the network of the cluster.">
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              value={privateIp}
              onChange={(event) => onChange({ privateIp: event.target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}
