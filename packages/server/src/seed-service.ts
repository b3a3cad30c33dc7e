import type { Service } from '@moorage/core/lifecycle';

/** Seeds once the database is there, before anything that reads what ships with this version. */
export function seedService(seed: () => Promise<void>): Service {
  let isDone = false;
  return {
    name: 'seed',
    status: () => ({ state: isDone ? 'running' : 'stopped' }),
    stop: async () => {},
    async start() {
      await seed();
      isDone = true;
    },
  };
}
