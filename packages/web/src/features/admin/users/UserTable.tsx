import { useNavigate } from '@tanstack/react-router';
import type { AdminUser } from '@moorage/sdk/types';
import { EllipsisVertical, LogOut, ScrollText, ShieldMinus, ShieldPlus, UserCheck, UserX } from 'lucide-react';
import { can } from '../../../lib/can.ts';
import { Age } from '../../../shared/Age.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Badge, Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

export interface UserMove {
  readonly kind: 'promote' | 'demote' | 'disable' | 'enable' | 'sign-out';
  readonly user: AdminUser;
}

interface UserTableProps {
  readonly users: readonly AdminUser[];
  readonly onMove: (move: UserMove) => void;
}

export function UserTable({ users, onMove }: UserTableProps) {
  const me = useMe();
  return (
    <Table label="Users">
      <thead>
        <tr>
          <Th>Who</Th>
          <Th>State</Th>
          <Th className="max-sm:hidden">Tier</Th>
          <Th className="text-right max-md:hidden">Organizations</Th>
          <Th className="max-md:hidden">Last sign-in</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Tr key={user.id}>
            <Td>
              <span className="flex flex-wrap items-center gap-2 font-medium">
                <span className="break-words">{user.name === '' ? user.email : user.name}</span>
                {user.platformRole === null ? null : <Tag>administrator</Tag>}
                {user.id === me.id ? <Tag>you</Tag> : null}
              </span>
              <span className="block text-[13px] break-all text-muted max-sm:min-w-36">{user.email}</span>
            </Td>
            <Td>
              <Badge tone={user.state === 'active' ? 'ok' : 'neutral'}>{user.state}</Badge>
            </Td>
            <Td className="max-sm:hidden">{user.tier}</Td>
            <Td className="text-right max-md:hidden">{user.orgCount}</Td>
            <Td className="max-md:hidden">{user.lastLoginAt === null ? 'never' : <Age at={user.lastLoginAt} suffix=" ago" />}</Td>
            <Td className="text-right">
              {can(me, 'platform:users') ? <UserMenu user={user} isSelf={user.id === me.id} onMove={onMove} /> : null}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

interface UserMenuProps {
  readonly user: AdminUser;
  readonly isSelf: boolean;
  readonly onMove: (move: UserMove) => void;
}

const icon = 'size-4';

function UserMenu({ user, isSelf, onMove }: UserMenuProps) {
  const navigate = useNavigate();
  const choose = (kind: UserMove['kind']) => () => onMove({ kind, user });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${user.email}`}>
          <EllipsisVertical aria-hidden="true" className={icon} />
        </Button>
      }
    >
      {user.platformRole === null ? (
        <MenuItem icon={<ShieldPlus className={icon} />} onClick={choose('promote')}>
          Make administrator…
        </MenuItem>
      ) : (
        <MenuItem icon={<ShieldMinus className={icon} />} onClick={choose('demote')}>
          Take administration back…
        </MenuItem>
      )}
      <MenuItem
        icon={<ScrollText className={icon} />}
        onClick={() => void navigate({ to: '/admin/audit', search: { actor: user.email } })}
      >
        Show in the audit
      </MenuItem>
      <MenuItem icon={<LogOut className={icon} />} onClick={choose('sign-out')}>
        Sign out everywhere…
      </MenuItem>
      {user.state === 'disabled' ? (
        <MenuItem icon={<UserCheck className={icon} />} onClick={choose('enable')}>
          Enable…
        </MenuItem>
      ) : (
        <MenuItem icon={<UserX className={icon} />} danger disabled={isSelf} onClick={choose('disable')}>
          Disable…
        </MenuItem>
      )}
    </Menu>
  );
}
