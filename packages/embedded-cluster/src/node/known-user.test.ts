import { describe, expect, it } from 'vitest';
import { knownUser, parseUserIds } from './known-user.ts';

const known = parseUserIds('root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n\nbroken\n');

describe('knownUser', () => {
  it('keeps a user of this machine', () => {
    expect(knownUser({ uid: 1000, gid: 70 }, known)).toEqual({ uid: 1000, gid: 70 });
    expect(knownUser({ uid: 0, gid: 0 }, known)).toEqual({ uid: 0, gid: 0 });
  });
  it('takes nobody for a user of the image only, and keeps a group that was asked for', () => {
    expect(knownUser({ uid: 70, gid: 70 }, known)).toEqual({ uid: 65_534, gid: 65_534 });
    expect(knownUser({ uid: 70, gid: 2000 }, known)).toEqual({ uid: 65_534, gid: 2000 });
  });
});
