/** The programs as `npm start` runs them, from a build of the sources as they are now. */

interface ProgramBuild {
  readonly ensureProgramBuilt: () => Promise<string>;
}

/** The scripts are plain JavaScript, which the type checker does not read. */
async function load(): Promise<ProgramBuild> {
  return await import(new URL('../../../../tools/run/program-build.mjs', import.meta.url).href);
}

const { ensureProgramBuilt } = await load();

/** The directory of the build, which is made when a source has changed. A few milliseconds when none has, so whoever needs it asks. */
export const builtPrograms = ensureProgramBuilt;
