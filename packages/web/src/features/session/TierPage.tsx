import { useQuery } from '@tanstack/react-query';
import type { Me, PublicConfig } from '@moorage/sdk/types';
import { type ReactElement, useEffect } from 'react';
import { keptInvitation } from '../../api/invitation.ts';
import { configQuery, meQuery } from '../../api/queries.ts';
import { offeredTiers } from '../../lib/tiers.ts';
import { EntryCard } from '../../shared/EntryCard.tsx';
import { LinkButton } from '../../shared/LinkButton.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Badge } from '../../ui/Badge.tsx';

/** Where one lands who has just signed in while plans bind (`decideLanding` of the server). */
export function TierPage(): ReactElement {
  const me = useQuery(meQuery);
  const config = useQuery(configQuery);
  useEffect(() => {
    document.title = 'Your plan · Moorage';
  }, []);
  return (
    <EntryCard title="Your plan">
      <Loaded query={config} what="The plans" skeletonRows={3}>
        {(loaded) => (me.data === undefined ? null : <Tiers config={loaded} tier={me.data.tier} />)}
      </Loaded>
      {keptInvitation() === undefined ? (
        <LinkButton tone="primary" className="w-full" to="/">
          To the console
        </LinkButton>
      ) : (
        <LinkButton tone="primary" className="w-full" to="/invite" search={{ token: undefined }}>
          To your invitation
        </LinkButton>
      )}
    </EntryCard>
  );
}

interface TiersProps {
  readonly config: PublicConfig;
  readonly tier: Me['tier'];
}

/** What is offered, with its limits. Nobody is offered a button that does nothing. */
export function Tiers({ config, tier }: TiersProps): ReactElement {
  const { supportEmail } = config.branding;
  if (!config.billingEnabled) {
    return (
      <p className="text-muted">
        Billing is off on this installation: no plan limits what you do, and there is nothing to choose.
      </p>
    );
  }
  return (
    <>
      <ul aria-label="Plans" className="divide-y divide-border">
        {offeredTiers(config.plans, tier).map(({ id, name, limit, isCurrent }) => (
          <li key={id} className="flex items-center gap-3 py-2" aria-current={isCurrent ? 'true' : undefined}>
            <div className="min-w-0 flex-1">
              <p className="font-medium break-words">{name}</p>
              <p className="text-[13px] text-muted">{limit}</p>
            </div>
            {isCurrent ? <Badge tone="ok">yours</Badge> : null}
          </li>
        ))}
      </ul>
      <p className="text-[13px] text-muted">
        Another plan is given to you by whoever runs this installation
        {supportEmail === null ? '.' : `: write to ${supportEmail}.`}
      </p>
    </>
  );
}
