/** The only place of the distribution that reads the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. */
export function environment(): Environment {
  return process.env;
}

/** An empty variable is as good as none. */
export const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';
