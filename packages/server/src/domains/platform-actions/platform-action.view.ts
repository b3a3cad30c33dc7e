import type { z } from 'zod';
import type { platformActionRoutes } from './platform-action.contract.ts';

export type PlatformActionView = z.input<(typeof platformActionRoutes.get.responses)[200]>;

export interface PlatformActionRow {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly make_target: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function actionToView({ created_at, updated_at, ...row }: PlatformActionRow): PlatformActionView {
  return { ...row, created_at: created_at.toISOString(), updated_at: updated_at.toISOString() };
}
