// Written by packages/server/tools/gen-schema.ts from the migrated schema. Do not edit.
import type { ColumnType, Generated } from 'kysely';

export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface EventsTable {
  id: Generated<string>;
  org_id: string;
}

export interface Tables {
  events: EventsTable;
}
