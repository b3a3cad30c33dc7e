import { Link } from '@tanstack/react-router';
import type { DeploymentSummary } from '@moorage/sdk/types';
import { Copy, EllipsisVertical, ExternalLink, RotateCw, ScrollText, Settings2, Trash2 } from 'lucide-react';
import { toast } from 'sonner';
import { can } from '../../lib/can.ts';
import { useRestart } from '../../shared/use-restart.ts';
import { useMe } from '../../shared/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx';

const icon = 'size-4';

/** The menu closes on a click, so the toast is what says that it worked. */
async function copy(url: string): Promise<void> {
  await navigator.clipboard.writeText(url);
  toast.success('The address is copied');
}

/** What can be done with one row of the list. */
export function RowMenu({ deployment, onDelete }: { readonly deployment: DeploymentSummary; readonly onDelete: () => void }) {
  const me = useMe();
  const restart = useRestart();
  const { name, url, status } = deployment;
  const isGoing = status === 'Deleting';
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${deployment.displayName}`}>
          <EllipsisVertical aria-hidden="true" className={icon} />
        </Button>
      }
    >
      {url === null ? null : (
        <>
          <MenuItem
            icon={<ExternalLink className={icon} />}
            render={<a href={url} target="_blank" rel="noreferrer" aria-label={`Open ${deployment.displayName}`} />}
          >
            Open
          </MenuItem>
          <MenuItem icon={<Copy className={icon} />} onClick={() => void copy(url)}>
            Copy the address
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem icon={<ScrollText className={icon} />} render={<Link to="/deployments/$name/logs" params={{ name }} />}>
        Logs
      </MenuItem>
      <MenuItem icon={<Settings2 className={icon} />} render={<Link to="/deployments/$name/config" params={{ name }} />}>
        Configure
      </MenuItem>
      {can(me, 'deployment:restart') ? (
        <MenuItem icon={<RotateCw className={icon} />} disabled={isGoing} onClick={() => restart.mutate({ name })}>
          Restart
        </MenuItem>
      ) : null}
      {deployment.canDelete ? (
        <>
          <MenuSeparator />
          <MenuItem icon={<Trash2 className={icon} />} danger disabled={isGoing} onClick={onDelete}>
            Delete…
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}
