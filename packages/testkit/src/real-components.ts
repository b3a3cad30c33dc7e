/** Where the programs of a real cluster are: what `node testbed/install.mjs` has noted down. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readTestConfig } from './test-config.ts';

const names = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;
export type ComponentName = (typeof names)[number];

/** Each as a program with its first arguments. */
export type Components = Readonly<Record<ComponentName, readonly string[]>>;

function isCommand(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string');
}

/** Throws with what to run when there are none. */
export function readComponents(): Components {
  const file = path.join(readTestConfig().cacheDir, 'testbed', 'components.json');
  let note: unknown;
  try {
    note = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error('The programs of a real cluster are not installed. Run `node testbed/install.mjs`, or `npm run test:real`.');
  }
  const found = new Map(typeof note === 'object' && note !== null ? Object.entries(note) : []);
  const commandOf = (name: ComponentName): readonly string[] => {
    const command: unknown = found.get(name);
    if (!isCommand(command)) throw new Error(`${file} says nothing about ${name}. Run \`node testbed/install.mjs\`.`);
    return command;
  };
  return {
    etcd: commandOf('etcd'),
    'kube-apiserver': commandOf('kube-apiserver'),
    'kube-controller-manager': commandOf('kube-controller-manager'),
    'kube-scheduler': commandOf('kube-scheduler'),
    kwok: commandOf('kwok'),
  };
}
