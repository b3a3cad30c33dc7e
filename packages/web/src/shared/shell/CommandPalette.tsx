import { Dialog } from '@base-ui/react/dialog';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { type FocusEvent, useDeferredValue } from 'react';
import { deploymentQuery, deploymentsQuery, templateQuery, templatesQuery } from '../../api/queries.ts';
import { chooseTheme, themeChoices } from '../../lib/theme.ts';
import { allows, can } from '../../lib/can.ts';
import { signOutOrSay } from '../sign-out.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { useRestart } from '../use-restart.ts';
import { useCurrentTeam, useMe } from '../use-session.ts';
import { FleetItems } from './FleetItems.tsx';
import { groupStyle, Item } from './PaletteItem.tsx';

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly search: string;
  readonly onSearchChange: (search: string) => void;
}

/** What was typed before the field had the focus stands before what comes now. */
function goToEnd({ currentTarget }: FocusEvent<HTMLInputElement>): void {
  const end = currentTarget.value.length;
  currentTarget.setSelectionRange(end, end);
}

/** Every object and action, by name. Deployments and fleets are searched on the server, the rest here. */
export function CommandPalette({ open, onOpenChange, search, onSearchChange }: PaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Popup
          aria-label="Search and commands"
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-border bg-surface shadow-pop outline-none"
        >
          <Command label="Search and commands" loop>
            <Command.Input
              value={search}
              onValueChange={onSearchChange}
              onFocus={goToEnd}
              placeholder="Find a deployment, a server, a page or an action"
              className="h-11 w-full border-b border-border bg-transparent px-4 outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto pb-2">
              <Command.Empty className="px-4 py-6 text-center text-muted">Nothing of that name.</Command.Empty>
              <PaletteItems search={search} onDone={() => onOpenChange(false)} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteItems({ search, onDone }: { readonly search: string; readonly onDone: () => void }) {
  return (
    <>
      <HereItems onDone={onDone} />
      <TemplateHereItems onDone={onDone} />
      <DeploymentItems search={search} onDone={onDone} />
      <FleetItems search={search} onDone={onDone} />
      <TemplateItems onDone={onDone} />
      <PageItems onDone={onDone} />
      <ActionItems onDone={onDone} />
    </>
  );
}

const tabItems = [
  { to: '/deployments/$name', before: 'Overview of ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/logs', before: 'Logs of ', after: '', needs: 'deployment:logs' },
  { to: '/deployments/$name/terminal', before: 'Terminal in ', after: '…', needs: 'deployment:exec' },
  { to: '/deployments/$name/metrics', before: 'Metrics of ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/releases', before: 'Releases of ', after: ', roll back', needs: 'deployment:read' },
  { to: '/deployments/$name/events', before: 'Events of ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/activity', before: 'Activity of ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/domains', before: 'Domains of ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/yaml', before: 'YAML of ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/api', before: 'API calls for ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/secrets', before: 'Secrets of ', after: '', needs: 'deployment:secret-keys' },
  { to: '/deployments/$name/access', before: 'Share ', after: '…', needs: 'deployment:share' },
  { to: '/deployments/$name/config', before: 'Configure ', after: '', needs: 'deployment:read' },
  { to: '/deployments/$name/danger', before: 'Delete ', after: '…', needs: 'deployment:delete' },
] as const;

/** Actions on the deployment that is on the screen. */
function HereItems({ onDone }: { readonly onDone: () => void }) {
  const { name = '' } = useParams({ strict: false });
  const isHere = window.location.pathname.startsWith('/deployments/');
  const deployment = useQuery({ ...deploymentQuery(name), enabled: isHere && name !== '' }).data;
  const restart = useRestart();
  const navigate = useNavigate();
  if (!isHere || deployment === undefined) return null;
  const go = (to: (typeof tabItems)[number]['to']) => () => {
    onDone();
    void navigate({ to, params: { name } });
  };
  return (
    <Command.Group heading={name} className={groupStyle}>
      {allows(deployment, 'deployment:restart') ? (
        <Item
          value={`restart ${name}`}
          onSelect={() => {
            onDone();
            restart.mutate({ name });
          }}
        >
          Restart {name}
        </Item>
      ) : null}
      {tabItems
        .filter(({ needs }) => allows(deployment, needs))
        .map(({ to, before, after }) => (
          <Item key={to} value={`${before}${name}`} onSelect={go(to)}>
            {before}
            {name}
            {after}
          </Item>
        ))}
    </Command.Group>
  );
}

const templateItems = [
  { to: '/templates/$name/edit', before: 'Edit the template ', needs: 'template:update' },
  { to: '/templates/$name/access', before: 'Share the template ', needs: 'template:share' },
  { to: '/templates/$name/versions', before: 'Versions of the template ', needs: 'template:read' },
] as const;

/** What can be done to the template that is on the screen. */
function TemplateHereItems({ onDone }: { readonly onDone: () => void }) {
  const { name = '' } = useParams({ strict: false });
  const isHere = window.location.pathname.startsWith('/templates/');
  const template = useQuery({ ...templateQuery(name), enabled: isHere && name !== '' }).data;
  const navigate = useNavigate();
  if (!isHere || template === undefined) return null;
  return (
    <Command.Group heading={name} className={groupStyle}>
      {templateItems
        .filter(({ needs }) => allows(template, needs) && !template.isSystem)
        .map(({ to, before }) => (
          <Item
            key={to}
            value={`${before}${name}`}
            onSelect={() => {
              onDone();
              void navigate({ to, params: { name } });
            }}
          >
            {before}
            {name}
          </Item>
        ))}
    </Command.Group>
  );
}

function DeploymentItems({ search, onDone }: { readonly search: string; readonly onDone: () => void }) {
  const { teamId } = useCurrentTeam();
  const wanted = useDeferredValue(search.trim());
  const query = useInfiniteQuery({
    ...deploymentsQuery({ teamId, search: wanted === '' ? undefined : wanted }),
    placeholderData: (old) => old,
  });
  const navigate = useNavigate();
  const shared = useInfiniteQuery(deploymentsQuery({ teamId: undefined, shared: true })).data?.pages[0]?.items ?? [];
  const items = [...(query.data?.pages[0]?.items ?? []).slice(0, 20), ...shared];
  if (items.length === 0) return null;
  return (
    <Command.Group heading="Deployments" className={groupStyle}>
      {items.map((item) => (
        <Item
          key={item.name}
          value={`deployment ${item.name} ${item.displayName}`}
          onSelect={() => {
            onDone();
            void navigate({ to: '/deployments/$name', params: { name: item.name } });
          }}
        >
          <span className="truncate">{item.displayName}</span>
          <span className="truncate text-muted">{item.name}</span>
          <span className="ml-auto">
            <StatusBadge status={item.status} />
          </span>
        </Item>
      ))}
    </Command.Group>
  );
}

function TemplateItems({ onDone }: { readonly onDone: () => void }) {
  const templates = useQuery(templatesQuery).data ?? [];
  const navigate = useNavigate();
  return (
    <Command.Group heading="Templates" className={groupStyle}>
      {templates.map((template) => (
        <Item
          key={template.name}
          value={`template ${template.name} ${template.displayName}`}
          onSelect={() => {
            onDone();
            void navigate({ to: '/templates/$name', params: { name: template.name } });
          }}
        >
          <span className="truncate">{template.displayName}</span>
          <span className="truncate text-muted">{template.name}</span>
        </Item>
      ))}
    </Command.Group>
  );
}

const pages = [
  { to: '/', label: 'Dashboard' },
  { to: '/deployments', label: 'Deployments' },
  { to: '/templates', label: 'Templates' },
  { to: '/infrastructure', label: 'Infrastructure, servers' },
  { to: '/infrastructure/pools', label: 'Node pools' },
  { to: '/infrastructure/clusters', label: 'Clusters of the fleet' },
  { to: '/infrastructure/actions', label: 'Actions for clusters' },
  { to: '/infrastructure/labels', label: 'Labels, annotations and taints' },
  { to: '/infrastructure/load-balancers', label: 'Load balancers' },
  { to: '/infrastructure/dns', label: 'Domains and DNS records' },
  { to: '/organization', label: 'Organization and members' },
  { to: '/organization/invitations', label: 'Invitations' },
  { to: '/organization/teams', label: 'Teams' },
  { to: '/organization/roles', label: 'Roles, and what each can do' },
  { to: '/organization/keys', label: 'Machine keys of the organization' },
  { to: '/organization/secrets', label: 'Secrets of the organization' },
  { to: '/organization/credentials', label: 'Credentials of cloud providers' },
  { to: '/organization/ssh-keys', label: 'SSH keys' },
  { to: '/organization/settings', label: 'Organization settings' },
  { to: '/organization/audit', label: 'Audit log' },
  { to: '/settings/api-keys', label: 'API keys' },
  { to: '/settings/secrets', label: 'Your secrets' },
  { to: '/settings/sessions', label: 'Sessions' },
  { to: '/settings/sign-ins', label: 'Linked sign-ins' },
] as const;

const adminPages = [
  { to: '/admin', label: 'Platform figures' },
  { to: '/admin/users', label: 'Users of the platform' },
  { to: '/admin/organizations', label: 'Organizations of the platform' },
  { to: '/admin/clients', label: 'White-label clients' },
  { to: '/admin/jobs', label: 'Jobs of the platform' },
  { to: '/admin/schedules', label: 'Schedules of the platform' },
  { to: '/admin/audit', label: 'Audit of the whole platform' },
  { to: '/admin/encryption', label: 'Encryption of the platform, rotate a key' },
  { to: '/admin/backups', label: 'Backups of the platform' },
] as const;

function PageItems({ onDone }: { readonly onDone: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  return (
    <Command.Group heading="Pages" className={groupStyle}>
      {[...pages, ...(can(me, 'platform:read') ? adminPages : [])].map((page) => (
        <Item
          key={page.to}
          value={`go to ${page.label}`}
          onSelect={() => {
            onDone();
            void navigate({ to: page.to });
          }}
        >
          {page.label}
        </Item>
      ))}
    </Command.Group>
  );
}

function ActionItems({ onDone }: { readonly onDone: () => void }) {
  const me = useMe();
  const navigate = useNavigate();
  const act = (run: () => unknown) => () => {
    onDone();
    run();
  };
  return (
    <Command.Group heading="Actions" className={groupStyle}>
      {can(me, 'deployment:create') ? (
        <Item value="deploy an app, create, new deployment" onSelect={act(() => navigate({ to: '/deploy' }))}>
          Deploy an app…
        </Item>
      ) : null}
      <Item value="new template, write, create" onSelect={act(() => navigate({ to: '/new-template' }))}>
        New template…
      </Item>
      {can(me, 'team:members') ? (
        <Item
          value="invite somebody, add a member, colleague"
          onSelect={act(() => navigate({ to: '/organization/invitations', search: { invite: true } }))}
        >
          Invite somebody…
        </Item>
      ) : null}
      {themeChoices.map((theme) => (
        <Item key={theme} value={`theme ${theme}`} onSelect={act(() => chooseTheme(theme))}>
          Theme: {theme}
        </Item>
      ))}
      <Item value="sign out, log out" onSelect={act(signOutOrSay)}>
        Sign out
      </Item>
    </Command.Group>
  );
}
