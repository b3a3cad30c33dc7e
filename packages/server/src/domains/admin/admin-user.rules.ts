/** What becomes of an account, and what of it must not be. */

export interface Account {
  readonly platformRole: string | null;
  readonly tier: string;
  readonly isDisabled: boolean;
}

export interface AccountChange {
  readonly platformRole?: 'platform_admin' | null | undefined;
  readonly tier?: string | undefined;
  readonly disabled?: boolean | undefined;
}

export function accountAfter(before: Account, change: AccountChange): Account {
  return {
    platformRole: change.platformRole === undefined ? before.platformRole : change.platformRole,
    tier: change.tier ?? before.tier,
    isDisabled: change.disabled ?? before.isDisabled,
  };
}

function runsPlatform({ platformRole, isDisabled }: Account): boolean {
  return platformRole === 'platform_admin' && !isDisabled;
}

/** Whether nobody would run the platform any more. */
export function leavesNoAdmin(before: Account, after: Account, otherAdmins: number): boolean {
  return runsPlatform(before) && !runsPlatform(after) && otherAdmins === 0;
}

/** One whose power may ask for a better proof of who he is. */
export function gainsPower(before: Account, after: Account): boolean {
  return !runsPlatform(before) && runsPlatform(after);
}

/** One who may no longer come in, or lost power, must show who he is again. */
export function endsSessions(before: Account, after: Account): boolean {
  return (after.isDisabled && !before.isDisabled) || (runsPlatform(before) && !runsPlatform(after));
}
