import packageFile from '../package.json' with { type: 'json' };

/** The version of the distribution. */
export const version: string = packageFile.version;
