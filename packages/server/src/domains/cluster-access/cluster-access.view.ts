import type { z } from 'zod';
import type { clusterAccessRoutes } from './cluster-access.contract.ts';

export type IssuedView = z.input<(typeof clusterAccessRoutes.issue.responses)[200]>;
