/** A platform of one's own and a command line that is signed in to it, for the journeys of one file. */
import { makeTempDir, type TempDir } from '@moorage/testkit/temp-dir';
import { afterAll, beforeAll, expect } from 'vitest';
import { createTestCli, type TestCli } from './cli.ts';
import { type Platform, startPlatform } from './platform.ts';

export interface SignedIn {
  readonly platform: Platform;
  readonly cli: TestCli;
}

/** Starts both before the tests that follow and ends them after; gives them once they are there. */
export function useSignedInCli(name: string): () => SignedIn {
  let dir: TempDir | undefined;
  let platform: Platform | undefined;
  let signedIn: SignedIn | undefined;
  beforeAll(async () => {
    dir = makeTempDir(name);
    platform = await startPlatform({ dataDir: dir.path });
    const cli = createTestCli(platform.url);
    expect(await cli('login')).toMatchObject({ code: 0 });
    signedIn = { platform, cli };
  });
  afterAll(async () => {
    await platform?.stop();
    dir?.remove();
  });
  return () => {
    if (signedIn === undefined) throw new Error('the platform has not come up');
    return signedIn;
  };
}
