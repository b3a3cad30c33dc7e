/** Services that do not need one another, started and stopped side by side as one. */
import type { Service } from '@moorage/core/lifecycle';

/** One service out of several independent ones; when one fails to start, the others are stopped again. */
export function parallel(name: string, services: readonly Service[]): Service {
  return {
    name,
    async start() {
      const results = await Promise.allSettled(services.map((service) => service.start()));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed === undefined) return;
      await Promise.allSettled(services.map((service) => service.stop()));
      throw failed.reason;
    },
    async stop() {
      await Promise.allSettled(services.map((service) => service.stop()));
    },
    status() {
      const states = services.map((service) => service.status());
      return states.find((status) => status.state !== 'running') ?? { state: 'running' };
    },
  };
}
