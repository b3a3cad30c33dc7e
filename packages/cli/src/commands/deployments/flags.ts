/** Flags of the deployment commands: `--env K=V`, `--replicas web=2`, `--timeout 90s`. */
import { type Command, Option } from 'commander';
import type { AutoUpdate, DeploymentConfig } from '@moorage/sdk/types';
import { usageFailure } from '../../failure.ts';

/** Collects repeated `KEY=VALUE` flags. */
export function collectPair(flag: string): (text: string, previous: Record<string, string>) => Record<string, string> {
  return (text, previous) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw usageFailure(`${flag} ${text} is not KEY=VALUE.`, `For instance ${flag} GREETING=hello`);
    return { ...previous, [text.slice(0, equals)]: text.slice(equals + 1) };
  };
}

/** An option that may be repeated. */
export function repeated(flag: string, name: string, what: string): Option {
  return new Option(`${flag} <${name}>`, what).argParser(collectPair(flag)).default({}, 'none');
}

/** `--wait` and `--timeout`. */
export function addWait(command: Command): Command {
  return command
    .addOption(new Option('--wait', 'wait until it is done, showing progress').env('MOORAGE_WAIT'))
    .addOption(new Option('--timeout <duration>', 'how long to wait').default('5m').env('MOORAGE_TIMEOUT'));
}

/** `SERVICE=VALUE` as an argument. */
export function parseServiceValue(text: string, example: string): { service: string; value: string } {
  const [, service, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (service === undefined || value === undefined) throw usageFailure(`${text} is not ${example}.`, `For instance ${example}`);
  return { service, value };
}

/** A whole number, or a failure that names what it is for. */
export function parseWholeNumber(what: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageFailure(`${what} ${text} is not a whole number.`, `For instance ${what} 2`);
}

/** Whole numbers per key, such as replicas per service. */
export function parseCounts(flag: string, pairs: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pairs).map(([key, text]) => {
      if (!/^\d+$/.test(text))
        throw usageFailure(`${flag} ${key}=${text} is not a whole number.`, `For instance ${flag} ${key}=2`);
      return [key, Number(text)];
    }),
  );
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `5m` and the like in milliseconds. */
export function parseDurationMs(text: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  const [, amount, unit = ''] = match ?? [];
  const unitMs = unitsMs[unit];
  if (amount === undefined || unitMs === undefined)
    throw usageFailure(`"${text}" is not a duration.`, 'For instance 30s, 5m or 1h.');
  return Number(amount) * unitMs;
}

/** Which new images each service takes: `digest`, a range of versions, or `off`. */
export function parseAutoUpdates(pairs: Readonly<Record<string, string>>): Record<string, AutoUpdate | null> {
  const parse = (text: string): AutoUpdate | null => {
    if (text === 'off') return null;
    return text === 'digest' ? { policy: 'digest' } : { policy: 'semver', range: text };
  };
  return Object.fromEntries(Object.entries(pairs).map(([service, text]) => [service, parse(text)]));
}

/** What `update` and `plan` ask for alike. */
export interface ChangeFlags {
  readonly env: Record<string, string>;
  readonly replicas: Record<string, string>;
  readonly image: Record<string, string>;
  readonly autoUpdate: Record<string, string>;
  readonly visibility?: 'public' | 'internal';
}

/** The change that the flags ask for; values not named stay as they are. */
export function changeOf(name: string, before: DeploymentConfig, flags: ChangeFlags) {
  return {
    name,
    envVars: { ...before.envVars, ...flags.env },
    replicas: parseCounts('--replicas', flags.replicas),
    images: flags.image,
    autoUpdate: parseAutoUpdates(flags.autoUpdate),
    ...(flags.visibility === undefined ? {} : { visibility: flags.visibility }),
  };
}
