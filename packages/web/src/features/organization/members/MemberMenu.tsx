import type { Member } from '@moorage/sdk/types';
import { Crown, EllipsisVertical, ListChecks, LogOut, UserMinus, UserPen } from 'lucide-react';
import type { MemberMoves } from '../../../lib/membership.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';

export interface MemberMove {
  readonly kind: 'access' | 'role' | 'remove' | 'transfer' | 'leave';
  readonly member: Member;
}

interface MemberMenuProps {
  readonly member: Member;
  readonly moves: MemberMoves;
  readonly showsAccess: boolean;
  readonly onMove: (move: MemberMove) => void;
}

const icon = 'size-4';

/** What may be done with one member; nothing where nothing may. */
export function MemberMenu({ member, moves, showsAccess, onMove }: MemberMenuProps) {
  if (!showsAccess && !Object.values(moves).includes(true)) return null;
  const choose = (kind: MemberMove['kind']) => () => onMove({ kind, member });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${member.email}`}>
          <EllipsisVertical aria-hidden="true" className={icon} />
        </Button>
      }
    >
      {showsAccess ? (
        <MenuItem icon={<ListChecks className={icon} />} onClick={choose('access')}>
          What may he do…
        </MenuItem>
      ) : null}
      {moves.canChangeRole ? (
        <MenuItem icon={<UserPen className={icon} />} onClick={choose('role')}>
          Change role…
        </MenuItem>
      ) : null}
      {moves.canBecomeOwner ? (
        <MenuItem icon={<Crown className={icon} />} onClick={choose('transfer')}>
          Make owner…
        </MenuItem>
      ) : null}
      {moves.canRemove ? (
        <MenuItem icon={<UserMinus className={icon} />} danger onClick={choose('remove')}>
          Remove…
        </MenuItem>
      ) : null}
      {moves.canLeave ? (
        <MenuItem icon={<LogOut className={icon} />} danger onClick={choose('leave')}>
          Leave…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
