/** Migrates an empty database and writes what came out: table types and the golden dump. */
import { randomBytes } from 'node:crypto';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { testPostgres } from '@moorage/testkit/test-server';
import pg from 'pg';
import { migrate } from '../src/platform/db/migrate.ts';
import { dumpSchema, generateTableTypes } from '../src/platform/db/schema-dump.ts';
import { finish, writeGenerated } from './generated-file.ts';

async function generate(dsn: string): Promise<boolean[]> {
  await migrate({ dsn: new Secret(dsn), log: silentLog });
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    return [
      writeGenerated('packages/server/src/generated/schema.sql', await dumpSchema(client)),
      writeGenerated('packages/server/src/generated/tables.ts', await generateTableTypes(client)),
    ];
  } finally {
    await client.end();
  }
}

/** The same server, another database; the host may be a directory, which `URL` does not understand. */
function dsnOf(dsn: string, database: string): string {
  return dsn.replace(/^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
}

const { adminDsn } = await testPostgres();
const admin = new pg.Client({ connectionString: adminDsn });
await admin.connect();
const name = `gen_schema_${randomBytes(5).toString('hex')}`;
await admin.query(`create database ${name} template template0`);
let results: boolean[] = [false];
try {
  results = await generate(dsnOf(adminDsn, name));
} finally {
  await admin.query(`drop database ${name}`);
  await admin.end();
}
finish(results);
